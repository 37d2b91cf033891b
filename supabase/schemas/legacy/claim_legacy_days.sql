-- Holds days against a rebuild until the transaction ends, so that none counts them halfway through an import.
create function daybook.claim_legacy_days(p_days daybook.legacy_day[]) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  claimed record;
begin
  insert into public.analytics_days (user_code, date)
  select d.user_code, d.date
  from unnest(p_days) as d
  order by d.user_code, d.date
  on conflict do nothing;
  for claimed in
    select distinct d.user_code, d.date
    from unnest(p_days) as d
    order by d.user_code, d.date
  loop
    perform 1
    from public.analytics_days t
    where t.user_code = claimed.user_code and t.date = claimed.date
    for update;
  end loop;
end;
$$;

revoke all on function daybook.claim_legacy_days(daybook.legacy_day[]) from public;
