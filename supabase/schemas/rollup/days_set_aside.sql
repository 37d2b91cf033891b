-- The days that could not be rebuilt, the one that was tried last at the end: [{ user_code, date, since, code }].
create function daybook.days_set_aside() returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object('user_code', d.user_code, 'date', d.date, 'since', d.set_aside_at, 'code', d.set_aside_code)
      order by d.set_aside_at, d.user_code, d.date
    ), '[]'::jsonb)
    from public.analytics_days d
    where d.set_aside_at is not null
  );
end;
$$;

revoke all on function daybook.days_set_aside() from public;
