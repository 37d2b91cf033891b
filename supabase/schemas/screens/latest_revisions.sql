-- What a rebuild changed of an owner's closed days from p_from to p_to: the latest 100 revisions, latest first.
create function daybook.latest_revisions(p_user_code text, p_from date, p_to date) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'date', r.date, 'revised_at', r.revised_at, 'reason', r.reason, 'former', r.former, 'present', r.present
      ) order by r.revised_at desc
    ), '[]'::jsonb)
    from (
      select *
      from public.analytics_daily_revisions r
      where r.user_code = p_user_code and r.date between p_from and p_to
      order by r.revised_at desc
      limit 100
    ) as r
  );
end;
$$;

revoke all on function daybook.latest_revisions(text, date, date) from public;
