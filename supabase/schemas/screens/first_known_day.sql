-- The first day that anything is known of, rolled up or not: of events, of what arrived, or of previews. Null: nothing is.
create function daybook.first_known_day(p_user_code text) returns date
language plpgsql stable
set search_path = ''
as $$
begin
  return least(
    (select min(d.date) from public.analytics_days d where d.user_code = p_user_code),
    (select min(m.date) from public.analytics_dirty_days m where m.user_code = p_user_code),
    (select min(s.date) from public.analytics_daily_ingest_stats s where s.user_code = p_user_code),
    (select min(g.date) from public.analytics_ingest_log g where g.user_code = p_user_code),
    daybook.day_at(
      p_user_code, (select min(p.at) from public.analytics_share_previews p where p.user_code = p_user_code)
    )
  );
end;
$$;

revoke all on function daybook.first_known_day(text) from public;
