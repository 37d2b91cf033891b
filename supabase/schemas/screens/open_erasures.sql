-- An owner's erasures that are not finished yet, the one asked for first at first.
create function daybook.open_erasures(p_user_code text) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'erasure_id', e.erasure_id, 'share_code', e.share_code, 'from', e.first_date, 'to', e.last_date,
        'asked_at', e.asked_at, 'events', e.events, 'next_date', e.next_date
      ) order by e.asked_at
    ), '[]'::jsonb)
    from public.analytics_erasures e
    where e.user_code = p_user_code and e.kind = 'days' and e.done_at is null
  );
end;
$$;

revoke all on function daybook.open_erasures(text) from public;
