-- One counted row. Sections: 'totals', 'group' (of a contact: the part of its totals that belongs to the group in value),
-- 'target' (value: the target), 'page' (value: the page) and 'dimension'. What a section does not count is 0.
create type daybook.counted_row as (
  user_code           text,
  section             text,
  scope               text,
  scope_code          text,
  dimension           text,
  value               text,
  visitors            bigint,
  sessions            bigint,
  page_views          bigint,
  clicks              bigint,
  contacting_sessions bigint,
  bounces             bigint,
  duration_seconds    bigint,
  entries             bigint,
  exits               bigint,
  opened              bigint,
  stayed              bigint
);
