-- The time zones that an owner's days may follow: names that this server and browsers know. Postgres by itself also takes
-- `AAA-167` and other rules in the manner of POSIX, at which a browser fails.
create table daybook.time_zones (
  name text not null primary key
);
alter table daybook.time_zones enable row level security;

insert into daybook.time_zones (name)
select n.name
from pg_catalog.pg_timezone_names n
where n.name !~ '^(posix|right)/'
  and n.name not in ('Factory', 'posixrules', 'localtime');
