-- What of the old table does not fit a mapping: columns that are not there or of a type that cannot be read. Returns
-- [{ column, fault }].
create function daybook.legacy_faults(m jsonb) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  faults jsonb := '[]';
  wanted record;
begin
  for wanted in
    select n.name, n.wants, n.is_needed, m -> 'columns' ->> n.name as named, c.name as there, c.type
    from (
      values
        ('id', null, true),
        ('created_at', '^(timestamp|date|bigint|integer|numeric|double|real|text|character)', false),
        ('event_data', '^(jsonb?|text|character)', false)
    ) as n(name, wants, is_needed)
    left join lateral daybook.legacy_column(m -> 'columns' ->> n.name) as c on true
  loop
    if wanted.there is null and wanted.is_needed then
      faults := faults || jsonb_build_object(
        'column', wanted.named, 'fault', format('not there: name the column it has in columns.%s', wanted.name)
      );
    elsif wanted.type !~ wanted.wants then
      faults := faults || jsonb_build_object(
        'column', wanted.there, 'fault', format('%s cannot be read as %s', wanted.type, wanted.name)
      );
    end if;
  end loop;
  for wanted in
    select n.name
    from unnest(array['user_code', 'event_type']) as n(name)
    where not exists (select 1 from daybook.legacy_places(m) as p where p.field = n.name)
  loop
    faults := faults || jsonb_build_object(
      'column', m -> 'columns' ->> wanted.name,
      'fault', format('not there, and no place of fields.%1$s either: name the column in columns.%1$s', wanted.name)
    );
  end loop;
  return faults;
end;
$$;

revoke all on function daybook.legacy_faults(jsonb) from public;
