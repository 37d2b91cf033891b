-- An (owner, day). Only ever a variable of the functions below.
create type daybook.legacy_day as (
  user_code text,
  date      date
);
