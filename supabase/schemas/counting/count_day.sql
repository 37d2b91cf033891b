-- What count_days counts, for one owner.
create function daybook.count_day(
  p_user_code text,
  p_date date,
  p_scope text default null,
  p_scope_code text default '',
  p_visitors bigint[] default null,
  p_without_views uuid[] default '{}',
  p_without_clicks uuid[] default '{}',
  p_named jsonb default null
)
returns setof daybook.counted_row
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select *
  from daybook.count_days(
    array[p_user_code], p_date, p_scope, p_scope_code, p_visitors, p_without_views, p_without_clicks, p_named
  );
end;
$$;

revoke all on function daybook.count_day(text, date, text, text, bigint[], uuid[], uuid[], jsonb) from public;
