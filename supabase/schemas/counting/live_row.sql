-- A counted row of a dirty day, with its day.
create type daybook.live_row as (
  date                date,
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
