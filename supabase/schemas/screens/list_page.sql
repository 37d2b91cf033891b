-- A page of one list that a question asks for: { period, filter, compare, computed_at, rows, next }. p_list: 'targets', 'pages',
-- 'groups', 'contacts' or a dimension. A list of at most p_rows rows comes in its own order, largest first; a longer one in the
-- order of its keys, so that numbers that change between two pages lose and double no row. p_after: the `next` of the page before,
-- null for the first; `next` is null after the last. 22023: there is no such list.
create function daybook.list_page(q daybook.question, p_list text, p_after text, p_rows integer) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  live daybook.live_row[] := daybook.question_rows(q);
  page_rows integer := least(greatest(p_rows, 1), 10000);
  list jsonb;
  key_name text := 'value';
  page jsonb;
begin
  case p_list
  when 'targets' then
    list := daybook.top_targets(q, live) -> 'rows';
    key_name := 'target';
  when 'pages' then
    list := daybook.top_pages(q, live) -> 'rows';
    key_name := 'page';
  when 'groups' then
    list := daybook.top_groups(q, live) -> 'rows';
    key_name := 'group_code';
  when 'contacts' then
    list := daybook.top_contacts(q, live) -> 'rows';
    key_name := 'share_code';
  else
    list := daybook.top_dimensions(q, live) #> array[p_list, 'rows'];
  end case;
  if list is null then
    raise exception 'there is no such list' using errcode = '22023';
  end if;

  if p_after is null and jsonb_array_length(list) <= page_rows then
    page := jsonb_build_object('rows', list, 'next', null);
  else
    select jsonb_build_object(
      'rows', coalesce(jsonb_agg(l.line order by l.key collate "C") filter (where l.place <= page_rows), '[]'::jsonb),
      'next', case when count(*) > page_rows then max(l.key collate "C") filter (where l.place <= page_rows) end
    )
    into page
    from (
      select e.value as line, e.value ->> key_name as key, row_number() over (order by (e.value ->> key_name) collate "C") as place
      from jsonb_array_elements(list) as e(value)
      where p_after is null or (e.value ->> key_name) collate "C" > p_after
    ) as l;
  end if;

  return jsonb_build_object(
    'period', jsonb_build_object('from', q.from_date, 'to', q.to_date),
    'filter', jsonb_build_object('scope', q.scope, 'group', q.filter_group, 'contact', q.filter_contact, 'filters', coalesce(q.filters, '[]'), 'gone_days', coalesce(cardinality(q.gone_dates), 0)),
    'compare', q.compare,
    'computed_at', now()
  ) || page;
end;
$$;

revoke all on function daybook.list_page(daybook.question, text, text, integer) from public;
