-- The shape of an old row's event data: its keys, those of objects within it as "a.b".
create function daybook.legacy_shape(p_data jsonb) returns text[]
language plpgsql immutable
set search_path = ''
as $$
begin
  return array(
    select concat_ws('.', k.key, i.key)
    from jsonb_each(p_data) as k
    left join lateral jsonb_object_keys(case when jsonb_typeof(k.value) = 'object' then k.value else '{}' end) as i(key) on true
    order by 1
  );
end;
$$;

revoke all on function daybook.legacy_shape(jsonb) from public;
