-- Waits until every transaction that writes now has ended, for a second at most, which is longer than a flush takes. A flush that
-- could not see an erasure had begun to write before this was called, so whatever it stores is there afterwards. To be called
-- before the caller writes anything, and after the erasure is committed.
create function daybook.wait_for_flushes() returns void
language plpgsql
set search_path = ''
as $$
declare
  called_at timestamptz := clock_timestamp();
  next_writer xid8 := pg_snapshot_xmax(pg_current_snapshot());
begin
  while pg_snapshot_xmin(pg_current_snapshot()) < next_writer and clock_timestamp() - called_at < interval '1 second' loop
    perform pg_sleep(0.01);
  end loop;
end;
$$;

revoke all on function daybook.wait_for_flushes() from public;
