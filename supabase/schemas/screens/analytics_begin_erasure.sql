-- Asks for the erasure of the visits by a share ('' for direct visits), of the days from p_from to p_to on which they began, or
-- both: their raw events go and the days are counted anew without them. What comes later of it is not taken; what happens from
-- now on is. For owners, who go on with analytics_continue_erasure; what they leave the nightly run finishes. Asked for twice it
-- is one. Returns { erasure_id }. 22023: neither a share nor a period, or days out of order; PT404: no such share.
create function daybook.analytics_begin_erasure(
  p_user_code text,
  p_share_code text default null,
  p_from date default null,
  p_to date default null
)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  moment timestamptz := clock_timestamp();
  id uuid;
begin
  perform daybook.require_member(p_user_code, array['owner']);
  if p_share_code is null and p_from is null or (p_from is null) <> (p_to is null) or p_from > p_to then
    raise exception 'an erasure is of a share, of a period or of both' using errcode = '22023';
  end if;
  if p_share_code <> '' and not exists (
    select 1 from public.analytics_shares s where s.user_code = p_user_code and s.share_code = p_share_code
  ) then
    raise exception 'there is no such share' using errcode = 'PT404';
  end if;

  perform 1 from public.analytics_owners o where o.user_code = p_user_code for no key update;
  select e.erasure_id
  into id
  from public.analytics_erasures e
  where e.user_code = p_user_code and e.kind = 'days' and e.done_at is null
    and e.share_code is not distinct from p_share_code
    and e.first_date is not distinct from p_from and e.last_date is not distinct from p_to;
  if not found then
    id := gen_random_uuid();
    insert into public.analytics_erasures (user_code, erasure_id, kind, share_code, first_date, last_date, asked_at)
    values (p_user_code, id, 'days', p_share_code, p_from, p_to, moment);
    perform daybook.note_act(
      p_user_code, 'erasure_requested', jsonb_build_object('share_code', p_share_code, 'from', p_from, 'to', p_to)
    );
  end if;
  return jsonb_build_object('erasure_id', id);
end;
$$;

revoke all on function daybook.analytics_begin_erasure(text, text, date, date) from public;
grant execute on function daybook.analytics_begin_erasure(text, text, date, date) to authenticated;
alter function daybook.analytics_begin_erasure(text, text, date, date) set schema public;
