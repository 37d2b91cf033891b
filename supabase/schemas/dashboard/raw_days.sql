-- The days from p_from to p_to with events, how many raw rows they have, and whether these, or those of a day beside that their
-- visits reach into, are not all there any more.
create function daybook.raw_days(p_user_code text, p_from date, p_to date)
returns table (date date, raw_rows bigint, is_gone boolean)
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set plan_cache_mode = force_custom_plan
as $$
begin
  return query
  with counted as (
    select r.date, sum(r.raw_rows)::bigint as raw_rows
    from (
      select s.date, count(*) as raw_rows
      from public.analytics_sessions s
      where s.user_code = p_user_code and s.date between p_from - 1 and p_to + 1
      group by s.date
      union all
      select v.date, count(*)
      from public.analytics_page_views v
      where v.user_code = p_user_code and v.date between p_from - 1 and p_to + 1
      group by v.date
      union all
      select c.date, count(*)
      from public.analytics_clicks c
      where c.user_code = p_user_code and c.date between p_from - 1 and p_to + 1
      group by c.date
    ) as r
    group by r.date
  ),
  known as (
    select d.date, d.raw_events, d.purged_at
    from public.analytics_days d
    where d.user_code = p_user_code and d.date between p_from - 1 and p_to + 1 and d.raw_events > 0
  ),
  days as (
    select
      coalesce(c.date, k.date) as date, coalesce(c.raw_rows, 0) as raw_rows, k.purged_at is not null as is_purged,
      k.purged_at is not null or coalesce(k.raw_events > coalesce(c.raw_rows, 0), false) as is_lost
    from counted c
    full join known k on k.date = c.date
  )
  select
    d.date, d.raw_rows,
    case
      when d.is_lost then true
      -- Retention keeps a day for as long as the one before it needs it, so only a loss takes something from both.
      when n.is_lost and not n.is_purged then true
      -- What visits of the day before did after midnight cannot be told without them.
      when b.is_lost then exists (
        select from public.analytics_page_views v
        where v.user_code = p_user_code and v.date = d.date and v.session_date = d.date - 1
      ) or exists (
        select from public.analytics_clicks c
        where c.user_code = p_user_code and c.date = d.date and c.session_date = d.date - 1
      )
      else false
    end
  from days d
  left join days b on b.date = d.date - 1
  left join days n on n.date = d.date + 1
  where d.date between p_from and p_to
  order by d.date;
end;
$$;

revoke all on function daybook.raw_days(text, date, date) from public;
