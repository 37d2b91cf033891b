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
  -- What visits must be besides, as known_filters has it. Null: the daily rows of the scope answer; '[]': raw events do, though by
  -- group and contact alone.
  filters        jsonb,
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
  -- The first of all these days.
  reads_from     date,
  -- The days that are counted from raw for this answer: the dirty ones, or under filters all that have events. Of all others the
  -- daily rows are read.
  live_dates     date[],
  -- Under filters, those of them whose raw events are not all there: they cannot be asked this.
  gone_dates     date[],
  -- Under filters, all others in runs that are counted at once.
  raw_parts      daterange[],
  -- The longest list returned; null for whole lists.
  list_limit     integer
);
