-- What a dashboard is asked: whose numbers, of which slice, of which days. Every part of the answer takes one.
create type daybook.question as (
  -- What whoever asks may see: the lists of the answer show no more.
  sight          daybook.sight,
  user_code      text,
  -- 'owner', 'group' or 'contact', and the group or share; '' for the owner.
  scope          text,
  scope_code     text,
  -- The filter as it was asked: null for none, '' for visits without a group, or direct ones.
  filter_group   text,
  filter_contact text,
  today          date,
  -- The first day with events, or null.
  first_date     date,
  from_date      date,
  to_date        date,
  compare        text,
  -- The period compared with; null when nothing is compared.
  before_from    date,
  before_to      date,
  -- For a period that ends today: the owner's time of day, and the moment on before_to until which that day is compared. Null
  -- where a whole day is compared.
  until_time     text,
  until_at       timestamptz,
  -- For a period of one day: the first of the days that end with it, where these are asked for.
  around_from    date,
  -- The first of all these days.
  reads_from     date,
  -- The dirty ones among these days, which are counted live. Of all others the daily rows are read.
  live_dates     date[],
  -- The longest list returned; null for whole lists.
  list_limit     integer
);
