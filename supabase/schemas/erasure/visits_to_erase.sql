-- The next up to p_most visits that an erasure is to remove of one day: its sessions in the order of their key, then events whose
-- session is lost.
create function daybook.visits_to_erase(p_erasure public.analytics_erasures, p_date date, p_most integer)
returns table (session_id uuid, visitor_id bigint)
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  return query
  select s.session_id, s.visitor_id
  from public.analytics_sessions s
  where s.user_code = p_erasure.user_code
    and s.date = p_date
    and s.started_at < p_erasure.asked_at
    and (p_erasure.share_code is null or s.share_code = p_erasure.share_code)
  order by s.session_id
  limit p_most;
  if found then
    return;
  end if;

  return query
  with orphans as materialized (
    select v.session_id, v.visitor_id
    from public.analytics_page_views v
    where v.user_code = p_erasure.user_code and v.date between p_date and p_date + 1 and v.session_date = p_date
      and v.at < p_erasure.asked_at and (p_erasure.share_code is null or v.share_code = p_erasure.share_code)
    union
    select c.session_id, c.visitor_id
    from public.analytics_clicks c
    where c.user_code = p_erasure.user_code and c.date between p_date and p_date + 1 and c.session_date = p_date
      and c.at < p_erasure.asked_at and (p_erasure.share_code is null or c.share_code = p_erasure.share_code)
  )
  select o.session_id, o.visitor_id
  from orphans o
  where o.session_id not in (
    select s.session_id
    from daybook.sessions_by_id(p_erasure.user_code, p_date, array(select distinct a.session_id from orphans a)) as s
    where s.session_id is not null
  )
  limit p_most;
end;
$$;

revoke all on function daybook.visits_to_erase(public.analytics_erasures, date, integer) from public;
