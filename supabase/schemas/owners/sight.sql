-- What somebody may see of an owner: a member, or whoever holds a link. Everything that answers with numbers, groups or shares takes
-- one and shows no more; `sees` says what lies in it.
create type daybook.sight as (
  user_code text,
  role      text,
  -- Both null: all of the owner. Else these groups, with the visits that came while a share was in them, and the shares that lie
  -- in them now; and these shares. A share is seen with its whole past.
  groups    text[],
  shares    text[],
  -- Whether contacts are named. Without names no share is listed or asked for by its code, either.
  names     boolean,
  -- Both null: all days. Else these days and all between them.
  from_date date,
  to_date   date
);
