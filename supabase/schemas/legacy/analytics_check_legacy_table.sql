-- Whether the old table fits a mapping, and whether the dual write works on it: two rows are
-- added and taken back. Triggers of the old table see them, its sequence moves on by two. Changes nothing else.
-- Returns { exists, faults: [{ column, fault }], dual_write: { ok, code, message } | null }.
create function daybook.analytics_check_legacy_table(p_mapping jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  code text;
  faults jsonb;
begin
  if to_regclass('public.analytics_events') is null then
    return jsonb_build_object('exists', false, 'faults', '[]'::jsonb, 'dual_write', null);
  end if;
  faults := daybook.legacy_faults(p_mapping);
  -- A code that the old table holds satisfies whatever it demands of codes.
  execute 'select ' || daybook.legacy_code(p_mapping) || ' from ' || daybook.legacy_source(p_mapping) || '
    where ' || daybook.legacy_code(p_mapping) || ' ~ ''^[a-z0-9][a-z0-9_-]{0,38}$'' limit 1'
  into code;
  begin
    perform daybook.write_legacy_rows(
      jsonb_build_array(
        jsonb_build_object(
          'user_code', coalesce(code, 'daybook'), 'kind', 'page_view', 'id', gen_random_uuid(),
          'session', gen_random_uuid(), 'page', '/', 'at', now()
        ),
        jsonb_build_object(
          'user_code', coalesce(code, 'daybook'), 'kind', 'click', 'id', gen_random_uuid(),
          'session', gen_random_uuid(), 'share', 'probe', 'page', '/', 'target', 'phone', 'at', now()
        )
      ),
      p_mapping
    );
    raise exception 'taken back' using errcode = 'DB000';
  exception
    when sqlstate 'DB000' then
      return jsonb_build_object(
        'exists', true, 'faults', faults, 'dual_write', jsonb_build_object('ok', true, 'code', null, 'message', null)
      );
    when others then
      return jsonb_build_object(
        -- Only where the rows were refused: a trigger of the table may fill what has no default.
        'exists', true, 'faults', faults || daybook.unfilled_columns(p_mapping),
        'dual_write', jsonb_build_object('ok', false, 'code', sqlstate, 'message', sqlerrm)
      );
  end;
end;
$$;

revoke all on function daybook.analytics_check_legacy_table(jsonb) from public;
grant execute on function daybook.analytics_check_legacy_table(jsonb) to service_role;
alter function daybook.analytics_check_legacy_table(jsonb) set schema public;
