-- The conditions that a caller asks with, read: [["is" | "is_not", field, [value, …]], …]. A visit must meet all of them; it meets
-- one with any of its values. Null where there is none. 22023: what is no such list, or longer than anybody needs.
-- Fields are attributes of the visit (group, contact, referrer, channel, utm_source, utm_medium, utm_campaign, country, device,
-- browser, os, language), what it did (page: was there or tapped there; target, site: tapped it), and `visit`: `new` is its
-- visitor's first of that day, `returned` a later one.
create function daybook.known_filters(p_filters jsonb) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  condition jsonb;
begin
  if p_filters is null or p_filters = '[]' or p_filters = 'null' then
    return null;
  end if;
  if jsonb_typeof(p_filters) <> 'array' or jsonb_array_length(p_filters) > 20 then
    raise exception 'filters are a list of at most 20 conditions' using errcode = '22023';
  end if;
  for condition in select e.value from jsonb_array_elements(p_filters) as e(value) loop
    if jsonb_typeof(condition) <> 'array' or jsonb_array_length(condition) <> 3
      or not condition -> 0 <@ '["is", "is_not"]'
      or not condition -> 1 <@ '["group", "contact", "page", "target", "site", "referrer", "channel", "utm_source", "utm_medium",
        "utm_campaign", "country", "device", "browser", "os", "language", "visit"]'
      or jsonb_typeof(condition -> 2) <> 'array'
    then
      raise exception 'a condition is "is" or "is_not", a field and its values' using errcode = '22023';
    end if;
    if jsonb_array_length(condition -> 2) not between 1 and 100
      or exists (
        select from jsonb_array_elements(condition -> 2) as v(value)
        where jsonb_typeof(v.value) <> 'string' or length(v.value #>> '{}') > 300
      )
    then
      raise exception 'a condition has 1 to 100 values of at most 300 characters' using errcode = '22023';
    end if;
  end loop;
  return p_filters;
end;
$$;

revoke all on function daybook.known_filters(jsonb) from public;
