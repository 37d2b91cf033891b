-- From sent to an opened app, as share links and as visits: { sent, opened, looked, tapped, app_opened }, each { shares, sessions },
-- and `previews`, of how many links a preview was fetched in the period. A link was sent if a preview of it was fetched or it was
-- opened. What a preview's reader is cannot be known: under conditions on more than groups and contacts, `sent` and `previews` are
-- null.
create function daybook.journey_funnel(q daybook.question, p_rows daybook.journey_row[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  is_whole boolean := (q.sight).groups is null and (q.sight).shares is null;
  is_known boolean := not jsonb_path_exists(q.filters, '$[*][1] ? (@ != "group" && @ != "contact")');
  sent text[] := array(
    select distinct p.share_code
    from public.analytics_share_previews p
    left join public.analytics_owner_time_zones z
      on z.user_code = p.user_code and p.at >= z.valid_from and p.at < z.valid_to
    left join public.analytics_shares s on s.user_code = p.user_code and s.share_code = p.share_code
    where is_known and p.user_code = q.user_code
      and (p.at at time zone coalesce(z.time_zone, 'UTC'))::date between q.from_date and q.to_date
      and not (p.at at time zone coalesce(z.time_zone, 'UTC'))::date = any (q.gone_dates)
      and (q.filter_group is null or coalesce(s.group_code, '') = q.filter_group)
      and (q.filter_contact is null or p.share_code = q.filter_contact)
      and (
        is_whole or p.share_code = any ((q.sight).shares) or s.group_code = any ((q.sight).groups)
      )
      and not exists (
        select
        from jsonb_array_elements(q.filters) as c(value)
        where (c.value -> 2 ? case c.value ->> 1 when 'group' then coalesce(s.group_code, '') else p.share_code end)
          = (c.value ->> 0 = 'is_not')
      )
  );
begin
  return (
    with links as (
      select r.share_code, sum(r.sessions) as sessions, sum(r.looked) as looked, sum(r.contacted) as tapped,
        sum(r.opened) as opened
      from unnest(p_rows) as r
      where r.section = 'share'
      group by r.share_code
    ),
    totals as (
      select
        count(*) as shares, coalesce(sum(l.sessions), 0) as sessions,
        count(*) filter (where l.looked > 0) as looked_shares, coalesce(sum(l.looked), 0) as looked,
        count(*) filter (where l.tapped > 0) as tapped_shares, coalesce(sum(l.tapped), 0) as tapped,
        count(*) filter (where l.opened > 0) as opened_shares, coalesce(sum(l.opened), 0) as opened,
        count(*) filter (where not l.share_code = any (sent)) as unseen
      from links l
    )
    select jsonb_build_object(
      'previews', case when is_known then cardinality(sent) end,
      'sent', case when is_known then jsonb_build_object('shares', cardinality(sent) + t.unseen, 'sessions', null) end,
      'opened', jsonb_build_object('shares', t.shares, 'sessions', t.sessions),
      'looked', jsonb_build_object('shares', t.looked_shares, 'sessions', t.looked),
      'tapped', jsonb_build_object('shares', t.tapped_shares, 'sessions', t.tapped),
      'app_opened', jsonb_build_object('shares', t.opened_shares, 'sessions', t.opened)
    )
    from totals t
  );
end;
$$;

revoke all on function daybook.journey_funnel(daybook.question, daybook.journey_row[]) from public;
