-- The live counts of some dirty days of one owner, as one array that the parts of an answer share: counted once. Totals
-- come for every scope, the rest for the scope asked for.
create function daybook.live_rows(p_user_code text, p_dates date[], p_scope text, p_scope_code text)
returns daybook.live_row[]
language plpgsql stable
set search_path = ''
as $$
begin
  return array(
    select (
      d.date, c.section, c.scope, c.scope_code, c.dimension, c.value,
      c.visitors, c.sessions, c.page_views, c.clicks, c.contacting_sessions, c.bounces, c.duration_seconds,
      c.entries, c.exits, c.opened, c.stayed
    )::daybook.live_row
    from unnest(p_dates) as d(date)
    cross join lateral daybook.live_day(p_user_code, d.date, p_scope, p_scope_code) as c
  );
end;
$$;

revoke all on function daybook.live_rows(text, date[], text, text) from public;
