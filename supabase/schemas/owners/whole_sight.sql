-- The sight of somebody who may see all of an owner and change nothing, such as the holder of a key. It asks nobody who they are.
create function daybook.whole_sight(p_user_code text) returns daybook.sight
language plpgsql immutable
set search_path = ''
as $$
declare
  sight daybook.sight;
begin
  sight.user_code := p_user_code;
  sight.role := 'viewer';
  sight.names := true;
  return sight;
end;
$$;

revoke all on function daybook.whole_sight(text) from public;
