-- Rebuilds every day from p_from to p_to, both included, for all owners with raw events there. Takes dates, timestamps
-- and anything that becomes one. Purged days are refused by name while the rest is done; progress comes by notices.
-- It stands in the operators' log. Returns what aggregate_analytics_daily returns. 22023: p_from lies after p_to, or one is null.
create function daybook.backfill_aggregates(p_from timestamptz, p_to timestamptz) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  from_date date := (p_from at time zone current_setting('TimeZone'))::date;
  to_date date := (p_to at time zone current_setting('TimeZone'))::date;
  result jsonb := daybook.rebuild_days('[]');
  part jsonb;
begin
  if from_date is null or to_date is null or from_date > to_date then
    raise exception 'backfill_aggregates wants a first and a last day, in this order' using errcode = '22023';
  end if;

  for today in 0 .. to_date - from_date loop
    part := daybook.rebuild_date(from_date + today);
    result := jsonb_build_object(
      'dates', (result -> 'dates') || (part -> 'dates'),
      'owners', greatest((result ->> 'owners')::bigint, (part ->> 'owners')::bigint),
      'days', (result ->> 'days')::bigint + (part ->> 'days')::bigint,
      'rows', (result ->> 'rows')::bigint + (part ->> 'rows')::bigint,
      'raw_events', (result ->> 'raw_events')::bigint + (part ->> 'raw_events')::bigint,
      'purged', (result -> 'purged') || (part -> 'purged'),
      'failed', (result -> 'failed') || (part -> 'failed'),
      'set_aside', part -> 'set_aside',
      'milliseconds', (result ->> 'milliseconds')::numeric + (part ->> 'milliseconds')::numeric,
      'remaining', (result ->> 'remaining')::bigint + (part ->> 'remaining')::bigint
    );
    if (part ->> 'days')::bigint > 0 then
      raise notice 'rebuilt %: % owners, % raw events', from_date + today, part ->> 'owners', part ->> 'raw_events';
    end if;
  end loop;
  perform daybook.log_operation('', 'days_rebuilt', jsonb_build_object(
    'from', from_date, 'to', to_date, 'days', result -> 'days', 'raw_events', result -> 'raw_events'
  ));
  return result;
end;
$$;

revoke all on function daybook.backfill_aggregates(timestamptz, timestamptz) from public;
grant execute on function daybook.backfill_aggregates(timestamptz, timestamptz) to service_role;
alter function daybook.backfill_aggregates(timestamptz, timestamptz) set schema public;
