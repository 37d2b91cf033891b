-- Called when Daybook starts with the dual write on: takes over the mapping, proves that the old table can be written, and
-- keeps the result. Safe to run again. Returns what analytics_check_legacy_table returns.
create function daybook.analytics_start_dual_write(p_mapping jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  checked jsonb;
begin
  perform public.analytics_set_legacy_mapping(p_mapping);
  insert into public.analytics_legacy_dual_write (name) values ('current') on conflict do nothing;
  checked := public.analytics_check_legacy_table(p_mapping);
  if (checked ->> 'exists')::boolean then
    perform daybook.note_dual_write(checked #>> '{dual_write,code}', checked #>> '{dual_write,message}', 0);
  else
    perform daybook.note_dual_write('42P01', 'there is no table analytics_events', 0);
  end if;
  return checked;
end;
$$;

revoke all on function daybook.analytics_start_dual_write(jsonb) from public;
grant execute on function daybook.analytics_start_dual_write(jsonb) to service_role;
alter function daybook.analytics_start_dual_write(jsonb) set schema public;
