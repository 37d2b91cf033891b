-- What is kept of a token: SHA-256 in hexadecimal over what it is for and its text, so that a token of one kind opens nothing of
-- another. tokenHash in lib/owners/tokens.ts says the same.
create function daybook.token_hash(p_kind text, p_token text) returns text
language plpgsql immutable
set search_path = ''
as $$
begin
  return encode(sha256(convert_to(p_kind || '|' || p_token, 'UTF8')), 'hex');
end;
$$;

revoke all on function daybook.token_hash(text, text) from public;
