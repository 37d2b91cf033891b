-- Recounts raw against daily for every clean day between p_from and p_to that still has raw, of one owner or of all,
-- and keeps the results in analytics_verifications. Changes no number.
-- Returns { days, skipped, differing: [{ user_code, date, differences }] }.
create function daybook.analytics_verify(p_from date, p_to date, p_user_code text default null) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  today record;
  differences jsonb;
  verified integer := 0;
  skipped integer := 0;
  differing jsonb := '[]'::jsonb;
begin
  for today in
    select d.user_code, d.date
    from public.analytics_days d
    where d.date between p_from and p_to
      and d.computed_at is not null
      and (p_user_code is null or d.user_code = p_user_code)
    order by d.user_code, d.date
  loop
    differences := daybook.verify_day(today.user_code, today.date);
    if differences is null then
      skipped := skipped + 1;
      continue;
    end if;
    verified := verified + 1;
    insert into public.analytics_verifications (user_code, date, differences)
    values (today.user_code, today.date, differences);
    if differences <> '[]' then
      differing := differing || jsonb_build_object(
        'user_code', today.user_code, 'date', today.date, 'differences', differences
      );
    end if;
  end loop;
  return jsonb_build_object('days', verified, 'skipped', skipped, 'differing', differing);
end;
$$;

revoke all on function daybook.analytics_verify(date, date, text) from public;
grant execute on function daybook.analytics_verify(date, date, text) to service_role;
alter function daybook.analytics_verify(date, date, text) set schema public;
