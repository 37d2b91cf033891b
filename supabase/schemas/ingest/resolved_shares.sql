-- Which share of the owner each batch of a flush came by, and its group: '' for direct visits, and for codes that are no share
-- of the owner's. These are told apart (is_unknown), for whoever writes an address can invent codes. The one place where the
-- code that a browser sends becomes a share. Codes that are there as they were sent are found in one look-up; only of others it
-- is asked what was meant. Joins are hashed, for the planner does not know how many batches there are.
create function daybook.resolved_shares(payload jsonb)
returns table (batch integer, share_code text, group_code text, is_unknown boolean)
language plpgsql stable
set search_path = ''
set enable_seqscan = off
set jit = off
set enable_nestloop = off
set enable_mergejoin = off
as $$
begin
  return query
  with asked as materialized (
    select
      (l.value ->> 'batch')::integer                           as batch,
      l.value ->> 'user_code'                                  as user_code,
      coalesce(l.value -> 'session' ->> 'share_code', '')      as share_code
    from jsonb_array_elements(payload -> 'batches') as l
  ),
  found as materialized (
    select f.user_code, f.share_code, f.group_code
    from daybook.stored_shares(
      array(select a.user_code from asked a where a.share_code <> ''),
      array(select a.share_code from asked a where a.share_code <> '')
    ) as f
    where f.share_code is not null
  ),
  meant as (
    select f.user_code, f.share_code as asked_code, f.share_code, f.group_code
    from found f
    union all
    select o.user_code, o.share_code, m.share_code, m.group_code
    from (
      select distinct a.user_code, a.share_code
      from asked a
      where a.share_code <> '' and (a.user_code, a.share_code) not in (select f.user_code, f.share_code from found f)
    ) as o
    cross join lateral daybook.meant_share(o.user_code, o.share_code) as m
  )
  select a.batch, coalesce(m.share_code, ''), coalesce(m.group_code, ''), a.share_code <> '' and m.share_code is null
  from asked a
  left join meant m on m.user_code = a.user_code and m.asked_code = a.share_code;
end;
$$;

revoke all on function daybook.resolved_shares(jsonb) from public;
