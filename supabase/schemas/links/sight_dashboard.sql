-- The dashboard for whoever has a sight of the owner and no account. What members note at days is for members.
create function daybook.sight_dashboard(
  p_sight daybook.sight,
  p_from date,
  p_to date,
  p_group text,
  p_contact text,
  p_compare text,
  p_limit integer,
  p_filters jsonb
)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return daybook.seen_dashboard(p_sight, p_from, p_to, p_group, p_contact, p_compare, p_limit, p_filters)
    || jsonb_build_object('annotations', '[]'::jsonb);
end;
$$;

revoke all on function daybook.sight_dashboard(daybook.sight, date, date, text, text, text, integer, jsonb) from public;
