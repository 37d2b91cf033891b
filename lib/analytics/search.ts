/** What a page got as `searchParams`, as the parameters of a URL. */
export function toURLSearchParams(given: Record<string, string | string[] | undefined>): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) {
    for (const one of [value].flat()) if (one !== undefined) search.append(name, one);
  }
  return search;
}
