-- A page of an owner's audit log, the latest first: { rows: [{ at, act_id, actor, email, action, about }], next }. p_after: the `next` of
-- the page before, null for the first; `next` is null after the last. `actor` null: an operator or the app itself. For owners.
create function daybook.analytics_owner_audit(p_user_code text, p_after jsonb default null, p_rows integer default 50)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  page_rows integer := least(greatest(p_rows, 1), 5000);
  page public.analytics_audit[];
  user_ids uuid[];
begin
  perform daybook.require_member(p_user_code, array['owner']);
  page := array(
    select a
    from public.analytics_audit a
    where a.user_code = p_user_code
      and (p_after is null or (a.at, a.act_id) < ((p_after ->> 0)::timestamptz, (p_after ->> 1)::uuid))
    order by a.at desc, a.act_id desc
    limit page_rows
  );
  user_ids := array(select distinct a.actor from unnest(page) as a where a.actor is not null);
  return jsonb_build_object(
    'rows', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'at', a.at, 'act_id', a.act_id, 'actor', a.actor, 'email', e.email, 'action', a.action, 'about', a.about
        ) order by a.at desc, a.act_id desc
      ), '[]'::jsonb)
      from unnest(page) as a
      left join daybook.user_emails(user_ids) as e on e.user_id = a.actor
    ),
    'next', case when cardinality(page) = page_rows then (
      select jsonb_build_array(a.at, a.act_id) from unnest(page) as a order by a.at, a.act_id limit 1
    ) end
  );
end;
$$;

revoke all on function daybook.analytics_owner_audit(text, jsonb, integer) from public;
grant execute on function daybook.analytics_owner_audit(text, jsonb, integer) to authenticated;
alter function daybook.analytics_owner_audit(text, jsonb, integer) set schema public;
