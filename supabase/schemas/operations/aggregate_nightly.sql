-- The whole nightly run for schedulers inside the database: `call daybook.aggregate_nightly()`. Commits every few seconds, so
-- that no other job waits for it and what is done stays done; a day that was too big for a statement over the API is finished here.
-- Ends by applying retention, finishing deletions and verifying a sample. Fails at its end when days failed and none could be rebuilt, or when
-- retention or a deletion failed, so that the scheduler's log says so. A procedure that commits cannot fix its search path; every
-- name in it is spelled out.
create procedure daybook.aggregate_nightly()
language plpgsql
as $$
declare
  a_while constant interval := interval '2 seconds';
  answer jsonb;
  rebuilt integer := 0;
  failed jsonb;
  set_aside_until timestamptz;
  fault text;
begin
  loop
    answer := public.aggregate_analytics_daily(p_budget => a_while);
    commit;
    rebuilt := rebuilt + (answer ->> 'days')::integer;
    exit when (answer ->> 'remaining')::integer = 0 or (answer ->> 'days')::integer = 0;
  end loop;
  -- The time of a statement, and of this call with it, ends once: the day that it ends in is set aside, and tried again after
  -- the others, when nothing cuts it off any more.
  for round in 1 .. 2 loop
    set_aside_until := clock_timestamp();
    loop
      answer := public.analytics_rebuild_set_aside(a_while, set_aside_until);
      commit;
      rebuilt := rebuilt + (answer ->> 'days')::integer;
      exit when (answer ->> 'days')::integer = 0 and answer -> 'failed' = '[]';
    end loop;
    exit when not answer -> 'set_aside' @> '[{"code": "57014"}]';
  end loop;
  if answer -> 'set_aside' <> '[]' and rebuilt = 0 then
    fault := format('no day could be rebuilt: %s', answer -> 'set_aside' -> 0);
  end if;

  loop
    answer := public.analytics_apply_retention(a_while);
    commit;
    if answer -> 'failed' <> '[]' then
      failed := answer -> 'failed' -> 0;
    end if;
    exit when (answer ->> 'remaining')::integer = 0
      or (answer ->> 'days')::integer = 0 and (answer ->> 'raw_events')::bigint = 0;
  end loop;
  if failed is not null then
    fault := concat_ws('; ', fault, format('raw events could not be removed: %s', failed));
  end if;

  loop
    answer := public.analytics_finish_deletions(a_while);
    commit;
    exit when (answer ->> 'remaining')::integer = 0 or (answer ->> 'rows')::bigint = 0;
  end loop;
  if answer -> 'failed' <> '[]' then
    fault := concat_ws('; ', fault, format('an owner could not be deleted: %s', answer -> 'failed' -> 0));
  end if;

  perform public.analytics_verify_sample();
  commit;
  if fault is not null then
    raise exception '%', fault;
  end if;
end;
$$;

revoke all on procedure daybook.aggregate_nightly() from public;
