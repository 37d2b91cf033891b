-- The question that a caller's parameters ask, with its dates filled in: p_from null is the first day with events, p_to null
-- or in the future the owner's today, unless p_from lies there too. p_filters: as known_filters; under them, and by group and contact together, the
-- question is answered from raw.
-- The period compared with is as long as the period itself and ends by compared_until.
-- Without a filter, a limited sight is asked for the first of its groups, else of its shares. Of a sight of some days only these are
-- read, whatever was asked; days compared with lie within them, too. 42501: what lies outside the sight.
-- 22023: dates out of order or more than ten years apart, or an unknown comparison. PT404: a share or group that never was. PT410: as count_from_raw.
create function daybook.dashboard_question(
  p_sight daybook.sight,
  p_from date,
  p_to date,
  p_group text,
  p_contact text,
  p_compare text,
  p_limit integer,
  p_filters jsonb default null
)
returns daybook.question
language plpgsql stable
set search_path = ''
as $$
declare
  q daybook.question;
  wanted_group text := p_group;
  wanted_contact text := p_contact;
  wanted_from date := p_from;
  wanted_to date := p_to;
  filters jsonb := daybook.known_filters(p_filters);
  names_some boolean := coalesce(jsonb_path_exists(filters, '$[*][1] ? (@ == "group" || @ == "contact")'), false);
begin
  if p_contact <> '' and not p_sight.names then
    raise exception 'you may not see this of this owner' using errcode = '42501';
  end if;
  if p_sight.from_date is not null and coalesce(p_from <= p_to, true) then
    wanted_from := least(greatest(p_from, p_sight.from_date), p_sight.to_date);
    wanted_to := greatest(least(p_to, p_sight.to_date), p_sight.from_date);
  end if;
  if p_group is null and p_contact is null and not names_some then
    wanted_group := p_sight.groups[1];
    wanted_contact := case when wanted_group is null then p_sight.shares[1] end;
  end if;
  if names_some then
    perform daybook.require_seen_filters(p_sight, filters);
  end if;
  if wanted_group is not null or wanted_contact is not null or not names_some then
    perform daybook.require_seen(p_sight, wanted_group, wanted_contact);
  end if;
  perform daybook.require_known_filter(p_sight.user_code, wanted_group, wanted_contact);
  q.sight := p_sight;
  q.user_code := p_sight.user_code;
  q.scope := case
    when wanted_contact is not null then 'contact' when wanted_group is not null then 'group' else 'owner'
  end;
  q.scope_code := coalesce(wanted_contact, wanted_group, '');
  q.filter_group := wanted_group;
  q.filter_contact := wanted_contact;
  q.compare := p_compare;
  q.list_limit := p_limit;
  q.today := daybook.owner_today(q.user_code);
  q.first_date := greatest(p_sight.from_date, daybook.first_event_day(q.user_code));
  -- A period that begins in the future is empty; one that ends there ends today.
  q.to_date := case
    when wanted_from > q.today then coalesce(wanted_to, wanted_from) else least(coalesce(wanted_to, q.today), q.today)
  end;
  q.from_date := coalesce(wanted_from, q.first_date, q.to_date);

  if q.from_date > coalesce(wanted_to, q.from_date) then
    raise exception 'the period or the comparison is not valid' using errcode = '22023';
  end if;
  q.from_date := least(q.from_date, q.to_date);
  if q.to_date - q.from_date > 3660 then
    raise exception 'a period may span ten years' using errcode = '22023';
  end if;

  q.before_to := daybook.compared_until(p_compare, q.from_date, q.to_date);
  q.before_from := q.before_to - (q.to_date - q.from_date);
  -- Days on which counting had not begun are no days without visitors: nothing is compared with them.
  if q.first_date is null or q.before_from < q.first_date then
    q.before_from := null;
    q.before_to := null;
  end if;
  if q.to_date = q.today then
    select u.until_time, u.until_at into q.until_time, q.until_at
    from daybook.until_now(q.user_code, q.before_to) as u;
  end if;

  if filters is not null or wanted_group is not null and wanted_contact is not null then
    q.filters := coalesce(filters, '[]');
    return daybook.count_from_raw(q);
  end if;
  q.reads_from := least(q.from_date, q.before_from);
  q.live_dates := array(
    select distinct m.date
    from public.analytics_dirty_days m
    where m.user_code = q.user_code
      and (
        m.date between q.from_date and q.to_date
        or m.date between q.before_from and q.before_to
      )
  );
  return q;
end;
$$;

revoke all on function daybook.dashboard_question(daybook.sight, date, date, text, text, text, integer, jsonb) from public;
