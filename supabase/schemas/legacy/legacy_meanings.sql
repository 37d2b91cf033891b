-- What the fields of old rows mean, as SQL for a from clause. $3 to $6: kinds of event, targets, their other names and the
-- page of a row that names none; $10: kinds that are left out on purpose; for the rest see daybook.legacy_fields.
create function daybook.legacy_meanings(m jsonb, p_is_undated boolean) returns text
language plpgsql stable
set search_path = ''
as $$
begin
  return
    '(with ' || daybook.legacy_fields(m, p_is_undated) || ',
    readable as (
      select legacy_id, arrived_at, d, is_text, is_no_object, old_code, type_name, own_time, own_id, agent, is_dual, visit,
        ' || (
          select string_agg(
            format('case when %1$I like %2$L or %1$I like %3$L then null else %1$I end as %1$I', n.name, '{%', '[%'), ', '
          )
          from unnest(array['session', 'share', 'own_group', 'old_page', 'old_target']) as n(name)
        ) || ',
        case when old_code like ''{%'' or old_code like ''[%'' then '''' else lower(btrim(old_code)) end as user_code
      from fields
      offset 0
    ),
    kinds as (
      select readable.*,
        case
          when $3 -> ''page_view'' ? type_name then ''page_view''
          when $3 -> ''click'' ? type_name then ''click''
          when $3 -> ''session'' ? type_name then ''session''
        end as event_type,
        $10 ? type_name as is_ignored,
        case
          when arrived_at is null or (is_dual and own_time is not null) then own_time
          when own_time between arrived_at - interval ''7 days'' and arrived_at + interval ''10 minutes'' then own_time
          else arrived_at
        end as at,
        coalesce(substring(share from ''^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$''), '''') as share_code,
        lower(left(old_target, 80)) as target_name,
        left(coalesce(
          nullif(btrim(regexp_replace(regexp_replace(old_page, ''^[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*'', ''''), ''[?#].*$'', '''')), ''''),
          case when old_page is not null then ''/'' end,
          $6
        ), 200) as page
      from readable
      offset 0
    ),
    known as (
      select kinds.*,
        case
          when $4 ? target_name then target_name
          when $5 ? target_name then $5 ->> target_name
          when old_target is not null then left(''custom:'' || regexp_replace(old_target, ''^custom:'', ''''), 64)
        end as target
      from kinds
      offset 0
    ),
    judged as (
      select known.*,
        case
          when is_no_object then ''event_data_is_no_object''
          when is_ignored then null
          when user_code = '''' then ''no_owner''
          when user_code !~ ''^[a-z0-9]([a-z0-9_-]{0,38}[a-z0-9])?$'' then ''invalid_owner''
          when event_type is null then ''unknown_event_type''
          when at is null then ''no_time''
          when event_type = ''click'' and target is null then ''click_without_target''
        end as fault
      from known
      offset 0
    )
    select * from judged) as judged';
end;
$$;

revoke all on function daybook.legacy_meanings(jsonb, boolean) from public;
