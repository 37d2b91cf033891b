-- A token that nobody can guess: 64 digits of hexadecimal from two random UUIDs, 244 random bits. It is shown once; what is kept is
-- its token_hash.
create function daybook.new_token() returns text
language plpgsql volatile
set search_path = ''
as $$
begin
  return replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
end;
$$;

revoke all on function daybook.new_token() from public;
