-- Everything that is counted of one day and slice (the owner, a group, a share), as the daily tables keep it. Totals are null where
-- only parts of visits of other days are known. group_code and by_group, of a share: the one group that its visits were in, or the
-- parts of several, as analytics_daily_contact_stats has them. breakdown: the values of all dimensions, in no order.
create type daybook.counted_slice as (
  user_code           text,
  scope               text,
  scope_code          text,
  visitors            bigint,
  sessions            bigint,
  page_views          bigint,
  clicks              bigint,
  contacting_sessions bigint,
  bounces             bigint,
  duration_seconds    bigint,
  group_code          text,
  by_group            jsonb,
  breakdown           daybook.breakdown_value[]
);
