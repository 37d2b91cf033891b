-- Notes in the audit log that the caller exports a table. For every member, of what they may see.
create function daybook.analytics_note_export(p_user_code text, p_table text, p_format text) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_sight(p_user_code);
  perform daybook.note_act(p_user_code, 'table_exported', jsonb_build_object(
    'table', left(p_table, 60), 'format', left(p_format, 10)
  ));
end;
$$;

revoke all on function daybook.analytics_note_export(text, text, text) from public;
grant execute on function daybook.analytics_note_export(text, text, text) to authenticated;
alter function daybook.analytics_note_export(text, text, text) set schema public;
