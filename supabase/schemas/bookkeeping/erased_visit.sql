-- What is kept of the id of an erased session: half of its token_hash. An id is random, so nobody gets from here to it.
create function daybook.erased_visit(p_session_id uuid) returns uuid
language plpgsql immutable
set search_path = ''
as $$
begin
  return left(daybook.token_hash('visit', p_session_id::text), 32)::uuid;
end;
$$;

revoke all on function daybook.erased_visit(uuid) from public;
