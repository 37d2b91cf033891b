-- Everything a page shows, as one JSON value (its shape: lib/analytics/dashboard.ts). Clean days come from the daily
-- tables, dirty ones are counted live by live_day, in one snapshot; each day says which it was. Notes that somebody looks.
-- p_opens: a member opens a page with it, and is told what came since they last looked, as `news`.
-- For members only: 42501 for everyone else, and for what a limited viewer may not see; without a filter such a viewer gets the
-- first group or share of those that they may. 22023: dates out of order or more than ten years apart, or an unknown
-- comparison. PT404: a share or group that never was. p_from null: the first day with events; p_to null or in the future: the owner's today. p_group and
-- p_contact: null for no filter, '' for none. p_limit: the longest list returned; null for whole lists. p_filters: conditions, as
-- known_filters reads them; they are answered from raw events within 5 seconds (PT503: it would take longer), of the days whose raw
-- events are kept (PT410: none is).
create function daybook.analytics_dashboard(
  p_user_code text,
  p_from date default null,
  p_to date default null,
  p_group text default null,
  p_contact text default null,
  p_compare text default 'none',
  p_limit integer default 50,
  p_opens boolean default false,
  p_filters jsonb default null
)
returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  sight daybook.sight;
  answer jsonb;
  since timestamptz;
begin
  sight := daybook.require_sight(p_user_code);
  answer := daybook.seen_dashboard(sight, p_from, p_to, p_group, p_contact, p_compare, p_limit, p_filters);
  answer := jsonb_set(answer, '{options,segments}', daybook.seen_segments(sight));
  perform daybook.note_look(p_user_code);
  since := daybook.note_member_look(p_user_code, p_opens);
  if p_opens then
    answer := answer || jsonb_build_object('news', daybook.news(sight, since));
  end if;
  return answer;
end;
$$;

revoke all on function daybook.analytics_dashboard(text, date, date, text, text, text, integer, boolean, jsonb) from public;
grant execute on function daybook.analytics_dashboard(text, date, date, text, text, text, integer, boolean, jsonb) to authenticated;
alter function daybook.analytics_dashboard(text, date, date, text, text, text, integer, boolean, jsonb) set schema public;
