import type { z } from "zod";
import { dashboard } from "#lib/analytics/dashboard.ts";
import { parseQuery } from "#lib/analytics/parse-query.ts";
import { comparisonOf, type Query } from "#lib/analytics/query.ts";
import { onOwnersDays } from "#lib/analytics/resolve-period.ts";
import { ApiError } from "#lib/api/api-errors.ts";
import {
  type Breakdown,
  codedGroupList,
  contactList,
  days,
  group,
  groupComparison,
  journeyAnswer,
  numbers,
  page,
  share,
  shareList,
} from "#lib/api/api-shapes.ts";
import { callWithKey, type Key } from "#lib/api/key-holder.ts";

/** What the holder of a key asks: the API's addresses and the MCP server's tools call these. Each throws ApiError. */

/** A question's parameters as they came, in a URL or as a tool's arguments. */
export type Asked = Record<string, string | number | undefined>;

/** Reads the dashboard's parameters, by the dashboard's own rules. */
function queryOf(asked: Asked): Query {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) search.set(name, String(value));
  const parsed = parseQuery(search);
  if (!parsed.ok) throw new ApiError("invalid_request", parsed.message);
  return parsed.query;
}

const keyDashboard = dashboard.extend({ provenance: numbers.shape.provenance });

/** How many rows the lists have that come with numbers, where nobody reads them. */
const NO_LISTS = 1;

function askDashboard(key: Key, query: Query, limit: number): Promise<z.infer<typeof keyDashboard>> {
  return onOwnersDays(key.userCode, query.range, ({ from, to }) =>
    callWithKey(
      "analytics_key_dashboard",
      key,
      {
        p_from: from,
        p_to: to,
        p_group: query.group,
        p_contact: query.contact,
        p_compare: comparisonOf(query),
        p_limit: limit,
        p_filters: query.filters,
      },
      keyDashboard,
    ),
  );
}

export async function readNumbers(key: Key, asked: Asked): Promise<z.infer<typeof numbers>> {
  return numbers.parse(await askDashboard(key, queryOf(asked), NO_LISTS));
}

export async function readDays(key: Key, asked: Asked): Promise<z.infer<typeof days>> {
  return days.parse(await askDashboard(key, queryOf(asked), NO_LISTS));
}

export function readJourneys(key: Key, asked: Asked): Promise<z.infer<typeof journeyAnswer>> {
  const query = queryOf(asked);
  return onOwnersDays(key.userCode, query.range, ({ from, to }) => {
    const parameters = {
      p_from: from,
      p_to: to,
      p_group: query.group,
      p_contact: query.contact,
      p_filters: query.filters,
    };
    return callWithKey("analytics_key_journeys", key, parameters, journeyAnswer);
  });
}

const MOST_GROUPS = 50;

export async function compareGroups(key: Key, asked: Asked): Promise<z.infer<typeof groupComparison>> {
  const found = await askDashboard(key, { ...queryOf(asked), compare: "none" }, MOST_GROUPS);
  const groups = found.groups.rows.map((row) => ({
    ...row,
    contact_rate: row.sessions > 0 ? row.contacting_sessions / row.sessions : null,
  }));
  return groupComparison.parse({ ...found, groups, more: found.groups.more });
}

/** A page of one list. `shape` is the list's own. */
export function readList<List extends z.ZodObject>(
  key: Key,
  list: Breakdown | "contacts",
  asked: Asked,
  shape: List,
): Promise<z.infer<List>> {
  const query = queryOf(asked);
  const { limit, after } = pageOf(asked);
  return onOwnersDays(key.userCode, query.range, async ({ from, to }) => {
    const parameters = {
      p_from: from,
      p_to: to,
      p_group: query.group,
      p_contact: query.contact,
      p_list: list,
      p_after: after,
      p_rows: limit,
      p_filters: query.filters,
    };
    return paged(await callWithKey("analytics_key_list", key, parameters, shape)) as z.infer<List> & {
      owner: { time_zone: string };
    };
  });
}

export function readContacts(key: Key, asked: Asked): Promise<z.infer<typeof contactList>> {
  return readList(key, "contacts", asked, contactList);
}

export async function readShares(key: Key, asked: Asked): Promise<z.infer<typeof shareList>> {
  return paged(await callWithKey("analytics_key_codes", key, codesPage("shares", asked), shareList));
}

export async function readGroups(key: Key, asked: Asked): Promise<z.infer<typeof codedGroupList>> {
  return paged(await callWithKey("analytics_key_codes", key, codesPage("groups", asked), codedGroupList));
}

function codesPage(list: "shares" | "groups", asked: Asked) {
  const { limit, after } = pageOf(asked);
  return { p_list: list, p_after: after, p_rows: limit };
}

export function registerShare(
  key: Key,
  { share_code, contact, group_code }: { share_code: string; contact: string; group_code: string },
): Promise<z.infer<typeof share>> {
  const parameters = { p_share_code: share_code, p_contact: contact, p_group_code: group_code };
  return callWithKey("analytics_key_register_share", key, parameters, share);
}

export function registerGroup(
  key: Key,
  { group_code, name }: { group_code: string; name: string },
): Promise<z.infer<typeof group>> {
  const parameters = { p_group_code: group_code, p_name: name };
  return callWithKey("analytics_key_register_group", key, parameters, group);
}

/** Before the key of a row, which may be empty, as an empty cursor is none. */
const MARK = "after:";

function pageOf(asked: Asked): { limit: number; after: string | null } {
  const parsed = page.safeParse({ limit: asked.limit, cursor: asked.cursor });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ApiError("invalid_request", `${issue?.path.join(".")}: ${issue?.message}.`);
  }
  const { limit, cursor } = parsed.data;
  if (!cursor) return { limit, after: null };
  const key = Buffer.from(cursor, "base64url").toString();
  if (!key.startsWith(MARK) || key.includes("\0")) {
    throw new ApiError("invalid_request", "cursor: must be the `next` of a page.");
  }
  return { limit, after: key.slice(MARK.length) };
}

/** A page whose `next` is a cursor. */
function paged<Page extends { next?: unknown }>(found: Page): Page {
  const cursor = typeof found.next === "string" ? Buffer.from(MARK + found.next).toString("base64url") : null;
  return { ...found, next: cursor };
}
