-- Replaces the mapping; lib/legacy/mapping.ts is what the scripts hand over. 22023: a part is missing, or a place is none.
create function daybook.analytics_set_legacy_mapping(p_mapping jsonb) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  wrong record;
begin
  if p_mapping is null
    or not p_mapping ?& array['columns', 'types', 'fields', 'targets', 'target_aliases', 'default_page', 'bots'] then
    raise exception 'the mapping lacks a part: compare it with lib/legacy/mapping.ts' using errcode = '22023';
  end if;
  select f.key as field, p.value as place
  into wrong
  from jsonb_each(p_mapping -> 'fields') as f
  cross join lateral jsonb_array_elements(f.value) as p
  where jsonb_typeof(p.value) not in ('string', 'array', 'object')
    or (jsonb_typeof(p.value) = 'object' and not p.value ? 'column')
  limit 1;
  if found then
    raise exception 'fields.% of the mapping names no place: %', wrong.field, wrong.place using errcode = '22023';
  end if;
  update public.analytics_legacy_mapping m set mapping = p_mapping where m.name = 'current' and m.mapping <> p_mapping;
end;
$$;

revoke all on function daybook.analytics_set_legacy_mapping(jsonb) from public;
grant execute on function daybook.analytics_set_legacy_mapping(jsonb) to service_role;
alter function daybook.analytics_set_legacy_mapping(jsonb) set schema public;
