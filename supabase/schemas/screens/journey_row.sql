-- One counted part of visits' journeys. Sections: 'step' (the visits whose so-many-th page before any tap was `page`: how many
-- tapped there, how many ended there), 'time' (visits that tapped, by their group, the target they tapped first and the seconds
-- until then) and 'share' (visits by one share: how many looked, tapped, and had an app opened).
create type daybook.journey_row as (
  section    text,
  step       integer,
  page       text,
  group_code text,
  target     text,
  seconds    integer,
  share_code text,
  sessions   bigint,
  contacted  bigint,
  lost       bigint,
  looked     bigint,
  opened     bigint
);
