-- Count and checksum of a table's rows: a sum of hashes, so the order does not matter.
create function daybook.legacy_checksum(p_table text) returns jsonb
language plpgsql stable
set search_path = ''
set timezone = 'UTC'
as $$
declare
  result jsonb;
begin
  execute format(
    'select jsonb_build_object(
       ''rows'', count(*),
       ''checksum'', coalesce(sum((''x'' || left(md5(t::text), 15))::bit(60)::bigint::numeric), 0)::text
     ) from public.%I t',
    p_table
  ) into result;
  return result;
end;
$$;

revoke all on function daybook.legacy_checksum(text) from public;
