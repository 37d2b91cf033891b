import { attempt, math, originOf, ownNavigator } from "#lib/tracker/browser.ts";
import { type Heading, isId } from "#lib/tracker/queue.ts";
import { read, session, write } from "#lib/tracker/storage.ts";

const IDLE_MS = 30 * 60_000;

/** The longest value of a campaign's parameter that the server takes. */
const LONGEST_UTM = 120;

/** What a tab keeps. `open`: of a page that is still there, so whoever finds it on another page has a copy of that tab. */
type Visit = { heading: Heading; last: number; open?: unknown };

/** The key of the visit that this page has recorded for. */
let begun = "";

/**
 * The visit that an event belongs to: one per tab and owner, until nothing has happened for 30 minutes, or until the
 * visitor comes through another share. With an `id` of the caller's, it is the caller who ends it.
 */
export function visitOf(
  user: string | undefined,
  share: string | undefined,
  now: number,
  id?: string,
): Heading {
  const key = `daybook.${id ?? user}`;
  const kept = read(session, key) as Visit;
  const isWhole = attempt(
    () => isId(kept.heading.session.id) && kept.heading.session.started_at + kept.last > 0,
  );
  const before = isWhole ? kept : undefined;
  // A frame belongs to the tab around it.
  const isTab = globalThis.top === (globalThis as unknown);
  let heading = before?.heading;
  const isOver =
    !before ||
    (!id &&
      (math.abs(now - before.last) > IDLE_MS ||
        (share && share.toLowerCase() !== `${heading?.share_code}`.toLowerCase()) ||
        (isTab && before.open && !begun)));
  if (isOver) {
    // Else where the visitor once came from is counted already.
    const arrives = !before || !(begun || isRepeated());
    heading = {
      v: 1,
      user_code: user,
      share_code: share ?? heading?.share_code,
      session: {
        id: id ?? uuidv7(now),
        started_at: now,
        referrer: arrives ? originOf(document.referrer) : "",
        utm: arrives ? campaign() : {},
        language: ownNavigator()?.language,
      },
    };
  }
  begun = key;
  write(session, key, { heading, last: now, open: isTab });
  return heading as Heading;
}

/** The page is left: whoever finds its visit now is the next page of this tab, and no copy of it. */
export function closeVisit(): void {
  if (begun) write(session, begun, { ...(read(session, begun) as Visit), open: false });
}

/** Whether this page was reloaded or gone back to, so that its referrer has been counted already. */
function isRepeated(): boolean | undefined {
  return attempt(() => performance.navigation.type > 0);
}

/** The five campaign parameters of the address, their names in any case. */
function campaign(): Record<string, string> {
  const utm: Record<string, string> = {};
  attempt(() => {
    for (const [name, value] of new URLSearchParams(location.search)) {
      const field = /^utm_(source|medium|campaign|term|content)$/i.exec(name)?.[1]?.toLowerCase();
      if (field) utm[field] = value.slice(0, LONGEST_UTM);
    }
  });
  return utm;
}

/** A UUIDv7 (RFC 9562): it begins with the time, so that ids sort as the events happened. Works without HTTPS, too. */
export function uuidv7(now: number): string {
  return `${math.floor(now).toString(16).padStart(12, "0")}-7xxx-8xxx-xxxxxxxxxxxx`
    .replace(/.{8}/, "$&-")
    .replace(/x/g, () => ((math.random() * 16) | 0).toString(16));
}
