-- The months around the installation: four behind, for what is imported or late, and three ahead.
do $$
begin
  for ahead in -4 .. 3 loop
    perform daybook.ensure_partitions((current_date + make_interval(months => ahead))::date);
  end loop;
end;
$$;
