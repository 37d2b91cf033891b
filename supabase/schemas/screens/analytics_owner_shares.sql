-- Every group and share of an owner that the caller may see, archived ones too, with the visits and taps by each share since it was
-- made, the last day it was visited and the last time a preview of its link was fetched. For members. Days that are still dirty are
-- counted in raw, all others read from the daily rows.
create function daybook.analytics_owner_shares(p_user_code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  sight daybook.sight;
  is_whole boolean;
  dirty date[];
  answer jsonb;
begin
  sight := daybook.require_sight(p_user_code);
  is_whole := sight.groups is null and sight.shares is null;

  dirty := array(select distinct m.date from public.analytics_dirty_days m where m.user_code = p_user_code);
  with parts as (
    select
      c.share_code, sum(c.sessions) as visits, sum(c.clicks) as taps, max(c.date) filter (where c.sessions > 0) as last_date
    from public.analytics_daily_contact_stats c
    where c.user_code = p_user_code and not c.date = any (dirty)
    group by c.share_code
    union all
    select s.share_code, count(*), 0, max(s.date)
    from public.analytics_sessions s
    where s.user_code = p_user_code and s.date = any (dirty)
    group by s.share_code
    union all
    select k.share_code, 0, count(*), null::date
    from public.analytics_clicks k
    where k.user_code = p_user_code and k.date = any (dirty)
    group by k.share_code
  ),
  seen as (
    select p.share_code, sum(p.visits) as visits, sum(p.taps) as taps, max(p.last_date) as date
    from parts p
    group by p.share_code
  ),
  last_preview as (
    select p.share_code, max(p.at) as at
    from public.analytics_share_previews p
    where p.user_code = p_user_code
    group by p.share_code
  )
  select jsonb_build_object(
    'role', sight.role,
    'owner', (
      select jsonb_build_object(
        'user_code', o.user_code, 'name', o.name, 'time_zone', o.time_zone, 'card_url', o.card_url,
        'today', daybook.owner_today(p_user_code)
      )
      from public.analytics_owners o
      where o.user_code = p_user_code
    ),
    'groups', (
      select coalesce(jsonb_agg(
        jsonb_build_object('group_code', g.group_code, 'name', g.name, 'archived', g.archived_at is not null)
        order by g.name, g.group_code
      ), '[]'::jsonb)
      from public.analytics_groups g
      where g.user_code = p_user_code
        and (is_whole or g.group_code = any (sight.groups))
    ),
    'shares', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'share_code', s.share_code, 'contact', s.contact,
          'group_code',
          case when is_whole or s.group_code = any (sight.groups) then coalesce(s.group_code, '') else '' end,
          'created_at', s.created_at, 'archived', s.archived_at is not null,
          'visits', coalesce(l.visits, 0), 'taps', coalesce(l.taps, 0), 'last_seen', l.date, 'last_preview', p.at
        ) order by lower(s.contact), s.share_code
      ), '[]'::jsonb)
      from public.analytics_shares s
      left join seen l on l.share_code = s.share_code
      left join last_preview p on p.share_code = s.share_code
      where s.user_code = p_user_code
        and (is_whole or s.share_code = any (sight.shares) or s.group_code = any (sight.groups))
    )
  )
  into answer;
  return answer;
end;
$$;

revoke all on function daybook.analytics_owner_shares(text) from public;
grant execute on function daybook.analytics_owner_shares(text) to authenticated;
alter function daybook.analytics_owner_shares(text) set schema public;
