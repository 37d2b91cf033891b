-- Makes sure that the month of p_month has a partition in each raw table, with row level security of its own, and moves
-- rows of that month there from the default partition. Safe to run at any time and twice; waits for writers of the
-- parent table for as long as the move takes.
create function daybook.ensure_partitions(p_month date) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  first_day date := date_trunc('month', p_month::timestamp)::date;
  next_month date := (date_trunc('month', p_month::timestamp) + interval '1 month')::date;
  parent text;
  child text;
  made integer := 0;
begin
  foreach parent in array array['analytics_sessions', 'analytics_page_views', 'analytics_clicks'] loop
    child := format('%s_%s', parent, to_char(first_day, 'YYYY_MM'));
    if to_regclass(format('public.%I', child)) is not null then
      continue;
    end if;

    execute format('lock table public.%I in access exclusive mode', parent || '_default');
    execute format('create table public.%I (like public.%I including all)', child, parent);
    execute format(
      'with home as (delete from public.%I where date >= %L and date < %L returning *) insert into public.%I select * from home',
      parent || '_default', first_day, next_month, child
    );
    execute format(
      'alter table public.%I attach partition public.%I for values from (%L) to (%L)',
      parent, child, first_day, next_month
    );
    execute format('alter table public.%I enable row level security', child);
    execute format('revoke all on public.%I from anon, authenticated', child);
    execute format('grant select, insert, update, delete on public.%I to service_role', child);
    made := made + 1;
  end loop;
  return made;
end;
$$;

revoke all on function daybook.ensure_partitions(date) from public;
