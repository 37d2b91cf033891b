-- Whether an event that arrives belongs to what was erased on purpose: to an erased visit, or to the share and the days of an
-- erasure that was asked for after the event.
create function daybook.is_erased(
  p_user_code text,
  p_session_id uuid,
  p_share_code text,
  p_session_date date,
  p_at timestamptz
)
returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return exists (
    select 1
    from public.analytics_erasures e
    where e.user_code = p_user_code and e.kind = 'visit' and e.erasure_id = daybook.erased_visit(p_session_id)
  ) or exists (
    select 1
    from public.analytics_erasures e
    where e.user_code = p_user_code
      and e.kind = 'days'
      and p_at < e.asked_at
      and (e.share_code is null or e.share_code = p_share_code)
      and (e.first_date is null or p_session_date between e.first_date and e.last_date)
  );
end;
$$;

revoke all on function daybook.is_erased(text, uuid, text, date, timestamptz) from public;
