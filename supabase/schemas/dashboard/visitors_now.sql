-- How many visitors had an event within the last five minutes, within the filter; none where today lies outside the question's sight.
create function daybook.visitors_now(q daybook.question) returns bigint
language plpgsql stable
set search_path = ''
as $$
declare
  -- Event ids begin with their time: a slice of the key instead of the whole day.
  first_id uuid := (
    lpad(to_hex((extract(epoch from now() - interval '6 minutes') * 1000)::bigint), 12, '0') || repeat('0', 20)
  )::uuid;
  last_id uuid := (
    lpad(to_hex((extract(epoch from now() + interval '6 minutes') * 1000)::bigint), 12, '0') || repeat('f', 20)
  )::uuid;
begin
  -- A day without events needs no look into raw, nor its partitions' plans, which take long on a new connection.
  if not exists (select 1 from public.analytics_dirty_days m where m.user_code = q.user_code and m.date = q.today)
    and not exists (
      select 1 from public.analytics_days d where d.user_code = q.user_code and d.date = q.today and d.raw_events > 0
    )
  then
    return 0;
  end if;

  return (
    select count(distinct e.visitor_id)
    from (
      select v.visitor_id, v.at, v.group_code, v.share_code, v.session_date, v.session_id
      from public.analytics_page_views v
      where v.user_code = q.user_code and v.date = q.today and v.event_id between first_id and last_id
      union all
      select c.visitor_id, c.at, c.group_code, c.share_code, c.session_date, c.session_id
      from public.analytics_clicks c
      where c.user_code = q.user_code and c.date = q.today and c.event_id between first_id and last_id
    ) as e
    where e.at > now() - interval '5 minutes'
      and q.today between coalesce((q.sight).from_date, q.today) and coalesce((q.sight).to_date, q.today)
      and (
        q.scope = 'owner'
        or (q.scope = 'group' and e.group_code = q.scope_code)
        or (q.scope = 'contact' and e.share_code = q.scope_code)
      )
      and (
        q.filters is null
        or (e.session_date, e.session_id) in (
          select v.date, v.session_id from daybook.filtered_visits(q, q.today - 1, q.today) as v
        )
      )
  );
end;
$$;

revoke all on function daybook.visitors_now(daybook.question) from public;
