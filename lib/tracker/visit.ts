import type { Heading } from "#lib/tracker/queue.ts";
import { memory, session, write } from "#lib/tracker/storage.ts";

const IDLE_MS = 30 * 60_000;

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
  let { heading, last }: { heading?: Heading; last: number } = JSON.parse(
    memory[key] ?? session[key] ?? "{}",
  );
  if (!heading || (!id && (now - last > IDLE_MS || (share && share !== heading.share_code)))) {
    heading = newVisit(user, share, now, id ?? uuidv7(now));
  }
  write(session, key, JSON.stringify({ heading, last: now }));
  return heading;
}

function newVisit(user: string | undefined, share: string | undefined, now: number, id: string): Heading {
  const utm: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (name.startsWith("utm_")) utm[name.slice(4)] = value;
  }
  return {
    v: 1,
    user_code: user,
    share_code: share,
    session: {
      id,
      started_at: now,
      referrer: document.referrer,
      utm,
      language: navigator.language,
      screen: `${screen.width}x${screen.height}`,
    },
  };
}

/** A UUIDv7 (RFC 9562): it begins with the time, so that ids sort as the events happened. Works without HTTPS, too. */
export function uuidv7(now: number): string {
  // Milliseconds have 11 hexadecimal digits from 2004 to 2527; a UUID has 12 for them.
  return `${now.toString(16)}-7xxx-8xxx-xxxxxxxxxxxx`
    .replace(/.{7}/, "0$&-")
    .replace(/x/g, () => ((Math.random() * 16) | 0).toString(16));
}
