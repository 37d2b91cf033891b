-- What an import by a mapping would make of the old rows that arrived in [p_from, p_to), or of those without a time of
-- arrival, of p_parts parts the one with the number p_part: for each shape of data how many rows have what, what would be
-- left out and why, kinds that the mapping does not know, and examples. Changes nothing.
-- Returns { rows, shapes: [{ keys, is_text, first, last, rows, session, time, page, share, kind, understood,
--   left_out: { reason: n }, kinds: { name: n }, examples: [{ id, reason, kind, data }] }] }.
create function daybook.analytics_preview_legacy_import(
  p_mapping jsonb,
  p_from timestamptz,
  p_to timestamptz,
  p_part integer default 0,
  p_parts integer default 1
)
returns jsonb
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
set datestyle = 'ISO'
set jit = off
as $$
declare
  result jsonb;
begin
  drop table if exists pg_temp.legacy_preview;
  create temporary table legacy_preview (
    id text, arrived_at timestamptz, user_code text, kind text, event_type text, has_session boolean, has_time boolean,
    has_page boolean, has_share boolean, reason text, keys text[], is_text boolean, data jsonb
  ) on commit drop;
  execute
    'insert into pg_temp.legacy_preview
     select legacy_id, arrived_at, user_code, type_name, event_type, session is not null, own_time is not null,
       old_page is not null, share is not null,
       case when fault is not null then fault when is_ignored then ''ignored'' when agent ~* $7 then ''bot'' end,
       daybook.legacy_shape(coalesce(d, ''{}'')), is_text, d
     from ' || daybook.legacy_meanings(p_mapping, p_from is null)
  using
    p_from, p_to, p_mapping -> 'types', p_mapping -> 'targets', p_mapping -> 'target_aliases', p_mapping ->> 'default_page',
    p_mapping ->> 'bots', p_part, p_parts, coalesce(p_mapping -> 'ignore', '[]'::jsonb);
  update pg_temp.legacy_preview p
  set reason = 'unknown_owner'
  where p.reason is null and not exists (select 1 from public.analytics_owners o where o.user_code = p.user_code);

  select jsonb_build_object(
    'rows', (select count(*) from pg_temp.legacy_preview),
    'shapes', coalesce(jsonb_agg(daybook.preview_of_shape(s.keys, s.is_text) order by s.rows desc), '[]'::jsonb)
  )
  into result
  from (
    select p.keys, p.is_text, count(*) as rows from pg_temp.legacy_preview p group by p.keys, p.is_text
  ) as s;
  drop table pg_temp.legacy_preview;
  return result;
end;
$$;

revoke all on function daybook.analytics_preview_legacy_import(jsonb, timestamptz, timestamptz, integer, integer) from public;
grant execute on function daybook.analytics_preview_legacy_import(jsonb, timestamptz, timestamptz, integer, integer) to service_role;
alter function daybook.analytics_preview_legacy_import(jsonb, timestamptz, timestamptz, integer, integer) set schema public;
