-- Verifies a random sample of closed days; a part of the nightly run. Returns what analytics_verify returns.
create function daybook.analytics_verify_sample(p_days integer default 3) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  today record;
  part jsonb;
  result jsonb := '{"days": 0, "skipped": 0, "differing": []}'::jsonb;
begin
  for today in
    select d.user_code, d.date
    from public.analytics_days d
    where d.computed_at is not null and d.purged_at is null
    order by random()
    limit p_days
  loop
    part := public.analytics_verify(today.date, today.date, today.user_code);
    result := jsonb_build_object(
      'days', (result ->> 'days')::integer + (part ->> 'days')::integer,
      'skipped', (result ->> 'skipped')::integer + (part ->> 'skipped')::integer,
      'differing', (result -> 'differing') || (part -> 'differing')
    );
  end loop;
  return result;
end;
$$;

revoke all on function daybook.analytics_verify_sample(integer) from public;
grant execute on function daybook.analytics_verify_sample(integer) to service_role;
alter function daybook.analytics_verify_sample(integer) set schema public;
