-- A card of a member in a list of cards: whose numbers, of which days on its owner's own calendar. The names mean what they
-- mean in daybook.question.
create type daybook.listed_card as (
  user_code   text,
  name        text,
  role        text,
  time_zone   text,
  today       date,
  first_date  date,
  from_date   date,
  to_date     date,
  before_from date,
  before_to   date,
  until_time  text,
  until_at    timestamptz,
  live_dates  date[]
);

-- The sums of a card's period or of the one before, and its course: which parts of the period had visits, and how many.
create type daybook.card_sums as (
  user_code           text,
  is_before           boolean,
  visitors            bigint,
  sessions            bigint,
  page_views          bigint,
  clicks              bigint,
  contacting_sessions bigint,
  parts               integer[],
  course              bigint[]
);

-- Totals of one day that were counted for a list of cards; is_until: to a minute of it.
create type daybook.card_day as (
  user_code           text,
  date                date,
  is_until            boolean,
  visitors            bigint,
  sessions            bigint,
  page_views          bigint,
  clicks              bigint,
  contacting_sessions bigint
);
