-- On how many days visitors came by a share from several systems or countries, and from more of them than one person has:
-- { several: { days, last }, many: { days, last, most } }. As far as daily rows tell: a phone that changes its network is
-- another pseudonym with the same system and country, somebody with a phone and a computer has two systems, and rarely three
-- on one day.
create function daybook.contact_devices(p_user_code text, p_share_code text) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    with kinds as (
      select c.date, c.visitors, coalesce(k.kinds, 0) as kinds
      from public.analytics_daily_contact_stats c
      left join lateral (
        select greatest(
          count(*) filter (where t.dimension = 'os'), count(*) filter (where t.dimension = 'country')
        ) as kinds
        from public.analytics_daily_dimension_stats t
        where t.user_code = p_user_code and t.scope = 'contact' and t.scope_code = p_share_code and t.date = c.date
          and t.dimension in ('os', 'country') and t.value <> ''
      ) as k on true
      where c.user_code = p_user_code and c.share_code = p_share_code and c.visitors > 1
        and not exists (
          select 1 from public.analytics_dirty_days m where m.user_code = p_user_code and m.date = c.date
        )
      union all
      select
        s.date, count(distinct s.visitor_id),
        greatest(count(distinct nullif(s.os, '')), count(distinct nullif(s.country, '')))
      from public.analytics_sessions s
      where s.user_code = p_user_code and s.share_code = p_share_code
        and s.date in (select m.date from public.analytics_dirty_days m where m.user_code = p_user_code)
      group by s.date
    )
    select jsonb_build_object(
      'several', jsonb_build_object(
        'days', count(*) filter (where k.visitors >= 2 and k.kinds >= 2),
        'last', max(k.date) filter (where k.visitors >= 2 and k.kinds >= 2)
      ),
      'many', jsonb_build_object(
        'days', count(*) filter (where k.visitors >= 3 and k.kinds >= 3),
        'last', max(k.date) filter (where k.visitors >= 3 and k.kinds >= 3),
        'most', max(k.visitors) filter (where k.visitors >= 3 and k.kinds >= 3)
      )
    )
    from kinds k
  );
end;
$$;

revoke all on function daybook.contact_devices(text, text) from public;
