-- All that a question's answer needs beside the daily tables: its dirty days counted live, or under filters every day from raw.
create function daybook.question_rows(q daybook.question) returns daybook.live_row[]
language plpgsql stable
set search_path = ''
as $$
begin
  if q.filters is not null then
    return daybook.filtered_rows(q);
  end if;
  return daybook.live_rows(q.user_code, q.live_dates, q.scope, q.scope_code) || daybook.day_until(q);
end;
$$;

revoke all on function daybook.question_rows(daybook.question) from public;
