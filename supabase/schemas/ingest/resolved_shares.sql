-- Which share of the owner each batch of a flush came by, and its group: '' for direct visits, and for codes that are no share
-- of the owner's. These are told apart (is_unknown), for whoever writes an address can invent codes. The one place where the
-- code that a browser sends becomes a share.
create function daybook.resolved_shares(payload jsonb)
returns table (batch integer, share_code text, group_code text, is_unknown boolean)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select b.batch, coalesce(h.share_code, ''), coalesce(h.group_code, ''), b.share_code <> '' and h.share_code is null
  from (
    select
      (l.value ->> 'batch')::integer                           as batch,
      l.value ->> 'user_code'                                  as user_code,
      coalesce(l.value -> 'session' ->> 'share_code', '')      as share_code
    from jsonb_array_elements(payload -> 'batches') as l
  ) as b
  left join lateral (
    select m.share_code, m.group_code
    from daybook.meant_share(b.user_code, b.share_code) as m
    where b.share_code <> ''
  ) as h on true;
end;
$$;

revoke all on function daybook.resolved_shares(jsonb) from public;
