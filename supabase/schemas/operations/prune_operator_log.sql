-- Forgets what operators did more than 400 days ago.
create function daybook.prune_operator_log() returns void
language plpgsql
set search_path = ''
as $$
begin
  delete from public.analytics_operator_log l where l.at < now() - interval '400 days';
end;
$$;

revoke all on function daybook.prune_operator_log() from public;
