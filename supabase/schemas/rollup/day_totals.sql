-- The owner's totals of a day as JSON, or null for a day without rows.
create function daybook.day_totals(p_user_code text, p_date date) returns jsonb
language plpgsql stable
set search_path = ''
set enable_seqscan = off
as $$
begin
  return (
    select daybook.totals(
      t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
    )
    from public.analytics_daily_user_stats t
    where t.user_code = p_user_code and t.date = p_date
  );
end;
$$;

revoke all on function daybook.day_totals(text, date) from public;
