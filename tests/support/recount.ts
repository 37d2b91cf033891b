import { Temporal } from "temporal-polyfill";
import type { StoredBatch, StoredClick, StoredView } from "#tests/support/history.ts";

/** The totals of one (scope, scope_code, date), counted without SQL. */
export type CountedTotals = {
  visitors: number;
  sessions: number;
  page_views: number;
  clicks: number;
  contacting_sessions: number;
  bounces: number;
  duration_seconds: number;
};

export type Recount = {
  /** By `scope|code|date`; scope `pair`: what came by a share while it was in a group, by `pair|group/share|date`. */
  totals: Map<string, CountedTotals>;
  /** By `scope|code|date|target`. */
  targets: Map<
    string,
    { visitors: number; sessions: number; clicks: number; opened: number; stayed: number }
  >;
  /** By `scope|code|date|page`. */
  pages: Map<
    string,
    { visitors: number; sessions: number; page_views: number; clicks: number; entries: number; exits: number }
  >;
  /** By `scope|code|date|dimension|value`. */
  dimensions: Map<
    string,
    { visitors: number; sessions: number; page_views: number; clicks: number; contacting_sessions: number }
  >;
};

/** What was erased: sessions that were stored (`id|date`), and what is not taken of what comes later. */
export type Erasure = {
  gone: ReadonlySet<string>;
  isBarred: (session: { id: string; date: string; share: string }) => boolean;
};

/** The batches of a flush, and the group of each share as it was then. */
export type Flush = { batches: StoredBatch[]; groupOf: Record<string, string> };

export type Session = {
  date: string;
  startedAt: number;
  visitor: string;
  share: string;
  group: string;
  attributes: Record<string, string>;
  events: Event[];
};
type Event = {
  id: string;
  date: string;
  at: number;
  page: string;
  click: StoredClick | null;
  session: Session;
};

/** What values are counted as that are not among the most frequent ones. */
const OTHER = "(other)";
const DIMENSIONS = ["country", "device", "referrer", "language"];

/**
 * Counts everything the daily tables hold of one owner, in plain TypeScript and straight from the definitions, for the
 * SQL to be compared with.
 * @param history flushes, repeats allowed, and erasures, in the order in which they happened.
 * @param zoneAt the owner's time zone at an instant in epoch milliseconds.
 * @param valueLimit how many values of a breakdown are named on one day.
 * @param only which sessions are counted, of all that there are; null: all of them.
 * @returns the rows, the sessions, how many events were stored in all, and how many of them were erased
 */
export function recount(
  history: (Flush | Erasure)[],
  zoneAt: (at: number) => string,
  valueLimit: number,
  only: ((session: Session, all: Session[]) => boolean) | null = null,
) {
  const dayOf = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zoneAt(at)).toPlainDate().toString();
  const sessions = new Map<string, Session>();
  const seen = new Set<string>();
  const barred: Erasure["isBarred"][] = [];
  let [stored, erased] = [0, 0];
  const arrive = (batch: StoredBatch, groupOf: Record<string, string>) => {
    const startedAt = Date.parse(batch.session.started_at!);
    const startedOn = dayOf(startedAt);
    const all: { event: StoredView | StoredClick; click: StoredClick | null }[] = [
      ...batch.page_views.map((event) => ({ event, click: null })),
      ...batch.clicks.map((event) => ({ event, click: event })),
    ];
    for (const { event, click } of all.sort((a, b) => a.event.at.localeCompare(b.event.at))) {
      const at = Date.parse(event.at);
      const date = dayOf(at);
      const dayBefore = Temporal.PlainDate.from(date).subtract({ days: 1 }).toString();
      const isOwn = startedOn === date || startedOn === dayBefore;
      const sessionDate = isOwn ? startedOn : date;
      // A code that is no share is a direct visit.
      const share = batch.session.share_code! in groupOf ? batch.session.share_code! : "";
      const key = `${batch.session.id}|${sessionDate}`;
      if (barred.some((isBarred) => isBarred({ id: batch.session.id!, date: sessionDate, share }))) continue;
      let session = sessions.get(key);
      if (!session) {
        session = {
          date: sessionDate,
          startedAt: isOwn ? Math.min(startedAt, at) : at,
          visitor: batch.session.visitor_id!,
          share,
          group: groupOf[batch.session.share_code!] ?? "",
          attributes: batch.session,
          events: [],
        };
        sessions.set(key, session);
      }
      const one = { id: event.id, date, at, page: event.page, click, session };
      if (seen.has(eventKey(one))) continue;
      seen.add(eventKey(one));
      stored += 1;
      session.events.push(one);
    }
  };
  for (const one of history) {
    if ("gone" in one) {
      for (const key of one.gone) {
        for (const event of sessions.get(key)?.events ?? []) erased += Number(seen.delete(eventKey(event)));
        sessions.delete(key);
      }
      barred.push(one.isBarred);
      continue;
    }
    for (const batch of one.batches) arrive(batch, one.groupOf);
    // Whose events had all been stored under another session's name is no session.
    for (const [key, session] of sessions) if (session.events.length === 0) sessions.delete(key);
  }
  const all = [...sessions.values()];
  const counted = only ? all.filter((session) => only(session, all)) : all;
  return { rows: count(counted, valueLimit), sessions: counted, stored, erased };
}

const eventKey = ({ click, date, id }: Event) => `${click ? "click" : "view"}|${date}|${id}`;

/** What each value of a day's breakdown is called at a scope: by its name if it is among the most frequent ones there. */
function namesOf(sessions: Session[], valueLimit: number) {
  const tallies = new Map<string, Map<string, number>>();
  for (const session of sessions) {
    const add = (date: string, dimension: string, value: string, weight: number) => {
      if (value === OTHER) return;
      for (const scope of scopesOf(session)) {
        const key = `${scope}|${date}|${dimension}`;
        const tally = tallies.get(key) ?? new Map<string, number>();
        tallies.set(key, tally.set(value, (tally.get(value) ?? 0) + weight));
      }
    };
    for (const dimension of DIMENSIONS) add(session.date, dimension, session.attributes[dimension] ?? "", 1);
    for (const { date, page, click } of session.events) {
      add(date, "page", page, click ? 0 : 1);
      add(session.date, "page", page, 0);
      if (!click) continue;
      add(date, "target", click.target, 1);
      add(session.date, "target", click.target, 0);
      if (!click.site) continue;
      add(date, "site", click.site, 1);
      add(session.date, "site", click.site, 0);
    }
  }
  const named = new Map(
    [...tallies].map(([key, tally]) => {
      const ranked = [...tally].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
      return [key, new Set(ranked.slice(0, valueLimit).map(([value]) => value))];
    }),
  );
  return (scope: string, date: string, dimension: string, value: string) =>
    named.get(`${scope}|${date}|${dimension}`)?.has(value) ? value : OTHER;
}

const scopesOf = ({ group, share }: Session) => [`owner|`, `group|${group}`, `contact|${share}`];

function count(sessions: Session[], valueLimit: number): Recount {
  const nameOf = namesOf(sessions, valueLimit);
  const result: Recount = { totals: new Map(), targets: new Map(), pages: new Map(), dimensions: new Map() };
  const distinct = new Map<string, Set<string>>();
  const once = (key: string, member: string) => {
    const members = distinct.get(key) ?? new Set();
    distinct.set(key, members);
    const isNew = !members.has(member);
    members.add(member);
    return isNew ? 1 : 0;
  };
  const row = <T extends object>(map: Map<string, T>, key: string, empty: T) => {
    const found = map.get(key) ?? empty;
    map.set(key, found);
    return found;
  };

  for (const session of sessions) {
    const clicks = session.events.filter((event) => event.click).length;
    const views = session.events.length - clicks;
    const ordered = session.events
      .filter((event) => !event.click)
      .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    const last = Math.max(...session.events.map((event) => event.at));
    const scopes = scopesOf(session);
    for (const scope of [...scopes, `pair|${session.group}/${session.share}`]) {
      const day = `${scope}|${session.date}`;
      const totals = row(result.totals, day, emptyTotals());
      totals.visitors += once(`totals ${day}`, session.visitor);
      totals.sessions += 1;
      totals.contacting_sessions += clicks > 0 ? 1 : 0;
      totals.bounces += clicks === 0 && views <= 1 ? 1 : 0;
      totals.duration_seconds += Math.max(0, Math.floor((last - session.startedAt) / 1000));
      for (const event of session.events) {
        const totalsOfDay = row(result.totals, `${scope}|${event.date}`, emptyTotals());
        totalsOfDay[event.click ? "clicks" : "page_views"] += 1;
      }
    }
    for (const scope of scopes) {
      const day = `${scope}|${session.date}`;
      for (const dimension of DIMENSIONS) {
        const name = nameOf(scope, session.date, dimension, session.attributes[dimension] ?? "");
        const key = `${day}|${dimension}|${name}`;
        const value = row(result.dimensions, key, emptyValue());
        value.visitors += once(`dimension ${key}`, session.visitor);
        value.sessions += 1;
        value.page_views += views;
        value.clicks += clicks;
        value.contacting_sessions += clicks > 0 ? 1 : 0;
      }
      const page = (date: string, name: string) =>
        row(result.pages, `${scope}|${date}|${nameOf(scope, date, "page", name)}`, {
          visitors: 0,
          sessions: 0,
          page_views: 0,
          clicks: 0,
          entries: 0,
          exits: 0,
        });
      if (ordered[0]) page(session.date, ordered[0].page).entries += 1;
      if (ordered.at(-1)) page(session.date, ordered.at(-1)!.page).exits += 1;
      for (const event of session.events) {
        const onPage = page(event.date, event.page);
        onPage[event.click ? "clicks" : "page_views"] += 1;
        // A visit and its visitor are counted on the visit's day, so that shares of the day's visits stay below one.
        const onPageOfVisit = page(session.date, event.page);
        const visited = `${day}|${nameOf(scope, session.date, "page", event.page)}`;
        onPageOfVisit.visitors += once(`page ${visited}`, session.visitor);
        onPageOfVisit.sessions += once(`page sessions ${visited}`, sessionKey(session));
        if (!event.click) continue;
        const { target: name, outcome, site } = event.click;
        const target = (date: string) =>
          row(result.targets, `${scope}|${date}|${nameOf(scope, date, "target", name)}`, {
            visitors: 0,
            sessions: 0,
            clicks: 0,
            opened: 0,
            stayed: 0,
          });
        target(event.date).clicks += 1;
        if (outcome) target(event.date)[outcome] += 1;
        const clicked = `${day}|${nameOf(scope, session.date, "target", name)}`;
        target(session.date).visitors += once(`target ${clicked}`, session.visitor);
        target(session.date).sessions += once(`target sessions ${clicked}`, sessionKey(session));
        if (!site) continue;
        const keyOn = (date: string) => `${scope}|${date}|site|${nameOf(scope, date, "site", site)}`;
        row(result.dimensions, keyOn(event.date), emptyValue()).clicks += 1;
        const value = row(result.dimensions, keyOn(session.date), emptyValue());
        value.visitors += once(`dimension ${keyOn(session.date)}`, session.visitor);
        value.sessions += once(`site sessions ${keyOn(session.date)}`, sessionKey(session));
        value.contacting_sessions = value.sessions;
      }
    }
  }
  return result;
}

const sessionKey = (session: Session) => `${session.attributes.id} ${session.date}`;

const emptyValue = () => ({ visitors: 0, sessions: 0, page_views: 0, clicks: 0, contacting_sessions: 0 });

const emptyTotals = (): CountedTotals => ({
  visitors: 0,
  sessions: 0,
  page_views: 0,
  clicks: 0,
  contacting_sessions: 0,
  bounces: 0,
  duration_seconds: 0,
});
