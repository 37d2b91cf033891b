-- The rows of one shape in pg_temp.legacy_preview, in numbers and examples.
create function daybook.preview_of_shape(p_keys text[], p_is_text boolean) returns jsonb
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
as $$
begin
  return (
    with rows as (
      select * from pg_temp.legacy_preview p where p.keys = p_keys and p.is_text = p_is_text
    ),
    examples as (
      select r.id, r.reason, r.kind, left(r.data::text, 300) as data,
        row_number() over (partition by r.reason order by r.arrived_at, r.id) as place
      from rows r
      where r.reason is not null and r.reason not in ('bot', 'ignored')
    )
    select jsonb_build_object(
      'keys', to_jsonb(p_keys),
      'is_text', p_is_text,
      'first', min(r.arrived_at),
      'last', max(r.arrived_at),
      'rows', count(*),
      'session', count(*) filter (where r.has_session),
      'time', count(*) filter (where r.has_time),
      'page', count(*) filter (where r.has_page),
      'share', count(*) filter (where r.has_share),
      'kind', count(*) filter (where r.event_type is not null),
      'understood', count(*) filter (where r.reason is null),
      'left_out', (
        select coalesce(jsonb_object_agg(l.reason, l.rows), '{}'::jsonb)
        from (select o.reason, count(*) as rows from rows o where o.reason is not null group by o.reason) as l
      ),
      'kinds', (
        select coalesce(jsonb_object_agg(k.kind, k.rows), '{}'::jsonb)
        from (
          select left(coalesce(u.kind, ''), 80) as kind, count(*) as rows
          from rows u
          where u.reason = 'unknown_event_type'
          group by 1
          order by 2 desc
          limit 30
        ) as k
      ),
      'examples', (
        select coalesce(jsonb_agg(
          jsonb_build_object('id', x.id, 'reason', x.reason, 'kind', x.kind, 'data', x.data) order by x.reason, x.place
        ), '[]'::jsonb)
        from examples x
        where x.place <= 2
      )
    )
    from rows r
  );
end;
$$;

revoke all on function daybook.preview_of_shape(text[], boolean) from public;
