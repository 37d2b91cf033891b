-- One value of a breakdown on one day: of dimension 'page', 'target', 'hour' ('00' to '23' on the owner's clock), or of an
-- attribute of sessions. What its kind does not count is 0.
create type daybook.breakdown_value as (
  dimension           text,
  value               text,
  visitors            integer,
  sessions            integer,
  page_views          integer,
  clicks              integer,
  contacting_sessions integer,
  entries             integer,
  exits               integer,
  opened              integer,
  stayed              integer
);
