-- The dashboard for whoever has a sight of the owner and no account, and with p_kind that of one row of a breakdown. What members
-- note at days is for members.
create function daybook.sight_dashboard(
  p_sight daybook.sight,
  p_from date,
  p_to date,
  p_group text,
  p_contact text,
  p_compare text,
  p_limit integer,
  p_kind text,
  p_value text
)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  answer jsonb;
begin
  if p_kind is null then
    answer := daybook.seen_dashboard(p_sight, p_from, p_to, p_group, p_contact, p_compare, p_limit);
  else
    answer := daybook.seen_row(p_sight, p_from, p_to, p_group, p_contact, p_compare, p_limit, p_kind, p_value);
  end if;
  return answer || jsonb_build_object('annotations', '[]'::jsonb);
end;
$$;

revoke all on function daybook.sight_dashboard(daybook.sight, date, date, text, text, text, integer, text, text) from public;
