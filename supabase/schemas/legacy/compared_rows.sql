-- The old rows of a comparison, each with what became of it and the class of its difference, in pg_temp.legacy_compared.
create function daybook.compared_rows(p_from date, p_to date) returns void
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
set jit = off
as $$
begin
  -- A row of the period's new days may have arrived a day before its first day or, late, 9 days after its last.
  drop table if exists pg_temp.legacy_compared;
  create temporary table legacy_compared on commit drop as
  select
    r.old_code, r.user_code, r.old_date, r.type_name, r.event_type, r.has_session, r.old_page, r.page, r.old_target, r.target,
    coalesce(i.session_id, r.session_id) as session_id,
    r.old_date between p_from and p_to as was_counted,
    coalesce(r.own_group, h.group_code, '') as old_group,
    coalesce(s.group_code, '') as group_code,
    i.date, i.session_date, i.verdict,
    case
      when i.verdict in ('imported', 'dual_write') then
        case
          when r.old_date is null then 'undated'
          -- The old dashboard asked for the code as it stands in the row.
          when r.old_code <> r.user_code then 'folded_code'
          when i.date = r.old_date then null
          when (r.at at time zone 'UTC')::date <> r.old_date then 'late'
          else 'time_zone'
        end
      when i.verdict = 'duplicate' then 'duplicate'
      else i.reason
    end as class
  from (
    select * from daybook.legacy_rows((p_from - 1)::timestamptz, (p_to + 10)::timestamptz)
    union all
    select * from daybook.legacy_rows(null, null)
  ) as r
  left join public.analytics_legacy_rows i on i.user_code = r.user_code and i.legacy_id = r.legacy_id
  left join public.analytics_shares h on h.user_code = r.user_code and h.share_code = r.share_code
  left join public.analytics_sessions s
    on s.user_code = i.user_code and s.date = i.session_date and s.session_id = i.session_id;
  analyze pg_temp.legacy_compared;
end;
$$;

revoke all on function daybook.compared_rows(date, date) from public;
