-- A page of one list of the owner's other screens, as one JSON value { owner, period, computed_at, rows, next }: see
-- export_page. p_from null: the first day that anything is known of, rolled up or not, and p_to null: the owner's today. For
-- members. PT404: a share that never was; 22023: there is no such list, or a period out of order or over ten years.
create function daybook.analytics_owner_export(
  p_user_code text,
  p_list text,
  p_from date default null,
  p_to date default null,
  p_contact text default null,
  p_after jsonb default null,
  p_rows integer default 5000
)
returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
as $$
declare
  sight daybook.sight;
  zone text;
  today date;
  to_date date;
  from_date date;
begin
  sight := daybook.require_sight(p_user_code);
  -- All other lists tell of the whole owner.
  perform daybook.require_seen(
    sight, null, case when p_list in ('previews', 'visits') then coalesce(p_contact, '') end
  );
  perform daybook.require_known_filter(p_user_code, null, p_contact);
  zone := (select o.time_zone from public.analytics_owners o where o.user_code = p_user_code);
  today := daybook.owner_today(p_user_code);
  to_date := least(coalesce(p_to, today), today);
  from_date := coalesce(p_from, least(daybook.first_known_day(p_user_code), to_date));
  if from_date > to_date or to_date - from_date > 3660 then
    raise exception 'a period may span ten years' using errcode = '22023';
  end if;

  return jsonb_build_object(
    'owner', jsonb_build_object('user_code', p_user_code, 'time_zone', zone, 'role', sight.role),
    'period', jsonb_build_object('from', from_date, 'to', to_date),
    'computed_at', now()
  ) || daybook.export_page(
    p_user_code, p_list, from_date, to_date, coalesce(p_contact, ''), p_after, least(greatest(p_rows, 1), 10000)
  );
end;
$$;

revoke all on function daybook.analytics_owner_export(text, text, date, date, text, jsonb, integer) from public;
grant execute on function daybook.analytics_owner_export(text, text, date, date, text, jsonb, integer) to authenticated;
alter function daybook.analytics_owner_export(text, text, date, date, text, jsonb, integer) set schema public;
