-- A page of an owner's audit log, the latest first: { rows: [{ at, act_id, actor, email, action, about }], next }. p_after: the `next` of
-- the page before, null for the first; `next` is null after the last. `actor` null: an operator or the app itself. For owners.
create function daybook.analytics_owner_audit(p_user_code text, p_after jsonb default null, p_rows integer default 50)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  page_rows integer := least(greatest(p_rows, 1), 5000);
  page jsonb[];
  user_ids uuid[];
begin
  perform daybook.require_member(p_user_code, array['owner']);
  page := array(
    select jsonb_build_object('at', a.at, 'act_id', a.act_id, 'actor', a.actor, 'action', a.action, 'about', a.about)
    from public.analytics_audit a
    where a.user_code = p_user_code
      and (p_after is null or (a.at, a.act_id) < ((p_after ->> 0)::timestamptz, (p_after ->> 1)::uuid))
    order by a.at desc, a.act_id desc
    limit page_rows
  );
  user_ids := array(select distinct (a.act ->> 'actor')::uuid from unnest(page) as a(act) where a.act ->> 'actor' is not null);
  return jsonb_build_object(
    'rows', (
      select coalesce(jsonb_agg(a.act || jsonb_build_object('email', e.email) order by a.place), '[]'::jsonb)
      from unnest(page) with ordinality as a(act, place)
      left join daybook.user_emails(user_ids) as e on e.user_id = (a.act ->> 'actor')::uuid
    ),
    'next', case when cardinality(page) = page_rows then
      jsonb_build_array(page[page_rows] -> 'at', page[page_rows] -> 'act_id')
    end
  );
end;
$$;

revoke all on function daybook.analytics_owner_audit(text, jsonb, integer) from public;
grant execute on function daybook.analytics_owner_audit(text, jsonb, integer) to authenticated;
alter function daybook.analytics_owner_audit(text, jsonb, integer) set schema public;
