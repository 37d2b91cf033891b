-- The totals that some owners' daily rows have of one day, as { user_code: totals }; who has no rows of it is left out. JSON, and not the
-- rows themselves: a row of a table cannot be handed from one node of a cluster to another.
create function daybook.days_totals(p_user_codes text[], p_date date) returns jsonb
language plpgsql stable
set search_path = ''
set enable_seqscan = off
as $$
begin
  return (
    select coalesce(
      jsonb_object_agg(t.user_code, daybook.totals(
        t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
      )), '{}'
    )
    from public.analytics_daily_user_stats t
    where t.user_code = any (p_user_codes) and t.date = p_date
  );
end;
$$;

revoke all on function daybook.days_totals(text[], date) from public;
