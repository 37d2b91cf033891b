-- Run once by the image supabase/postgres, as its superuser, when it makes the database: the roles that services connect as.
\set password `echo "$POSTGRES_PASSWORD"`

alter role authenticator with password :'password';
alter role supabase_auth_admin with password :'password';
