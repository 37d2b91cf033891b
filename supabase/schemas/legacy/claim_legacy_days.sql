-- Holds days against a rebuild until the transaction ends, so that none counts them halfway through an import.
create function daybook.claim_legacy_days(p_days daybook.legacy_day[]) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into public.analytics_days (user_code, date)
  select d.user_code, d.date
  from unnest(p_days) as d
  order by d.user_code, d.date
  on conflict do nothing;
  perform 1
  from public.analytics_days t
  join unnest(p_days) as d on d.user_code = t.user_code and d.date = t.date
  order by t.user_code, t.date
  for update of t;
end;
$$;

revoke all on function daybook.claim_legacy_days(daybook.legacy_day[]) from public;
