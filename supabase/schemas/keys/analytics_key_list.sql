-- A page of one list of a key's owner, as analytics_dashboard_list pages it, and its provenance, for keys that may read. For
-- service_role. PT401, 42501: as open_key; 22023, PT404: as the dashboard.
create function daybook.analytics_key_list(
  p_user_code text,
  p_key_hash text,
  p_from date,
  p_to date,
  p_group text,
  p_contact text,
  p_list text,
  p_after text default null,
  p_rows integer default 100,
  p_filters jsonb default null
)
returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform daybook.open_key(p_user_code, p_key_hash, 'read');
  return daybook.key_list(p_user_code, p_from, p_to, p_group, p_contact, p_list, p_after, p_rows, p_filters);
end;
$$;

revoke all on function daybook.analytics_key_list(text, text, date, date, text, text, text, text, integer, jsonb) from public;
grant execute on function daybook.analytics_key_list(text, text, date, date, text, text, text, text, integer, jsonb) to service_role;
alter function daybook.analytics_key_list(text, text, date, date, text, text, text, text, integer, jsonb) set schema public;
