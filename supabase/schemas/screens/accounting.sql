-- What arrived on each of an owner's days, what became of it and what was erased, before and after the nightly run has folded it.
create function daybook.accounting(p_user_code text, p_from date, p_to date)
returns table (date date, kind text, code text, events bigint)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select a.date, a.kind, a.code, sum(a.events)::bigint
  from (
    select s.date, s.kind, s.code, s.events
    from public.analytics_daily_ingest_stats s
    where s.user_code = p_user_code and s.date between p_from and p_to
    union all
    select g.date, g.kind, g.code, g.events
    from public.analytics_ingest_log g
    where g.user_code = p_user_code and g.date between p_from and p_to
  ) as a
  group by a.date, a.kind, a.code;
end;
$$;

revoke all on function daybook.accounting(text, date, date) from public;
