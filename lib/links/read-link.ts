import "server-only";
import { cookies, headers } from "next/headers";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import { parseQuery } from "#lib/analytics/parse-query.ts";
import type { Query } from "#lib/analytics/query.ts";
import { exportFile } from "#lib/export/export-file.ts";
import { DASHBOARD_TABLES, isDashboardTable, shownTable } from "#lib/export/export-tables.ts";
import { tryPassword, waitAt } from "#lib/http/door-limits.ts";
import {
  findLink,
  hasPass,
  isPassword,
  makePass,
  noteOpen,
  type OpenLink,
  PASS_COOKIE,
  PASS_SECONDS,
  readDemoDashboard,
  readLinkDashboard,
  takeHandedOn,
  withinDays,
} from "#lib/links/link-door.ts";
import { linkPath } from "#lib/links/links.ts";
import { errorAnswer, PRIVATE } from "#lib/supabase/call-as-member.ts";
import { MemberError } from "#lib/supabase/member-errors.ts";
import { sessionCookies } from "#lib/supabase/session-cookies.ts";

/** Where a link is looked at: on its own page, or in a frame of another site's. */
export type Place = "l" | "embed";

/** What a page for people without an account shows. */
export type PublicView =
  | { kind: "closed" }
  | ({ frameOrigins: string[] } & (
      | { kind: "password" }
      /** Nothing, for a reason that another address of the same page may not have. */
      | { kind: "refused"; message: string }
      | { kind: "numbers"; query: Query; dashboard: Dashboard }
    ));

/** What a link's page shows to whoever asks for it now. Counts it as an open. @throws MemberError `unavailable` */
export async function readLink(
  userCode: string,
  token: string,
  search: URLSearchParams,
): Promise<PublicView> {
  const asked = await headers();
  const handedOn = takeHandedOn(asked);
  const link = handedOn === undefined ? await findLink(userCode, token) : handedOn;
  if (!link) return { kind: "closed" };
  if (!(await isLetIn(link))) return { kind: "password", frameOrigins: link.frameOrigins };
  const view = await viewOf(
    search,
    (query) => withinDays(link, query),
    (query) => readLinkDashboard(link, query),
    link.frameOrigins,
  );
  // A filter that is changed in the page loads it, too, but as data.
  const isPage = asked.get("sec-fetch-dest") !== "empty";
  if (view.kind === "numbers" && isPage) await noteOpen(link);
  return view;
}

/** The same for the owner whom the deployment shows to everybody. */
export function readDemo(search: URLSearchParams): Promise<PublicView> {
  return viewOf(search, (query) => query, readDemoDashboard, []);
}

async function viewOf(
  search: URLSearchParams,
  within: (query: Query) => Query,
  read: (query: Query) => Promise<Dashboard | null>,
  frameOrigins: string[],
): Promise<PublicView> {
  const parsed = parseQuery(search);
  if (!parsed.ok) return { kind: "refused", message: parsed.message, frameOrigins };
  const query = within(parsed.query);
  try {
    await leaveRoom(query, await headers());
    const dashboard = await read(query);
    return dashboard ? { kind: "numbers", query, dashboard, frameOrigins } : { kind: "closed" };
  } catch (error) {
    if (!(error instanceof MemberError) || error.code === "unavailable") throw error;
    return { kind: "refused", message: messageOf(error), frameOrigins };
  }
}

function messageOf(error: MemberError): string {
  switch (error.code) {
    case "invalid_query":
      return error.message;
    case "too_much":
      return "A day of this period has more new visits than can be counted at once. Other periods can be shown.";
    case "too_slow":
    case "not_kept":
      return error.message;
    default:
      return "This address asks for something that is not shown here.";
  }
}

async function isLetIn(link: OpenLink): Promise<boolean> {
  return hasPass(link, (await cookies()).get(PASS_COOKIE)?.value);
}

/** What the JSON route of a link answers: what its page shows, for its refreshes. */
export function answerNumbers(request: Request, userCode: string, token: string): Promise<Response> {
  return answering(request, (query) => readOpenLink(userCode, token, query));
}

/** A table of what a link's page shows, as a file: `table`, `format` (csv or json) and the query of the page. */
export function answerLinkExport(request: Request, userCode: string, token: string): Promise<Response> {
  return exporting(request, (query) => readOpenLink(userCode, token, query));
}

/** The same for the demo. */
export function answerDemoExport(request: Request): Promise<Response> {
  return exporting(request, readOpenDemo);
}

/** A file of one table of the dashboard that is read, and so of nothing that the page would not show. */
async function exporting(request: Request, read: (query: Query) => Promise<Dashboard>): Promise<Response> {
  try {
    const { searchParams } = new URL(request.url);
    const table = searchParams.get("table");
    if (!isDashboardTable(table)) {
      throw new MemberError("invalid_query", `table: must be one of ${DASHBOARD_TABLES.join(", ")}.`);
    }
    const query = queryOf(searchParams);
    await leaveRoom(query, request.headers);
    const exported = shownTable(await read(query), table);
    const answer = await exportFile(exported, searchParams.get("format") === "json" ? "json" : "csv");
    for (const [name, value] of Object.entries(PRIVATE)) answer.headers.set(name, value);
    return answer;
  } catch (cause) {
    return errorAnswer(cause);
  }
}

function queryOf(search: URLSearchParams): Query {
  const parsed = parseQuery(search);
  if (!parsed.ok) throw new MemberError("invalid_query", parsed.message);
  return parsed.query;
}

async function readOpenLink(userCode: string, token: string, query: Query): Promise<Dashboard> {
  const link = await findLink(userCode, token);
  if (!link) throw new MemberError("not_found", "This link is not open any more.");
  if (!(await isLetIn(link))) throw new MemberError("signed_out", "The password is wanted again.");
  return readLinkDashboard(link, withinDays(link, query));
}

async function readOpenDemo(query: Query): Promise<Dashboard> {
  const dashboard = await readDemoDashboard(query);
  if (!dashboard) throw new MemberError("not_found", "There is no demo here.");
  return dashboard;
}

/** The same for the demo. */
export function answerDemo(request: Request): Promise<Response> {
  return answering(request, readOpenDemo);
}

/** Keeps questions that are counted from raw events for others, too. @throws MemberError `too_slow` */
async function leaveRoom({ filters, group, contact }: Query, from: Headers): Promise<void> {
  const isFromRaw = filters.length > 0 || (group !== null && contact !== null);
  if (isFromRaw && (await waitAt("linkFilters", from)) > 0)
    throw new MemberError(
      "too_slow",
      "Filters were asked for very often in a short time. Try again in a minute.",
    );
}

async function answering(request: Request, read: (query: Query) => Promise<Dashboard>): Promise<Response> {
  try {
    const query = queryOf(new URL(request.url).searchParams);
    await leaveRoom(query, request.headers);
    return Response.json(await read(query), { headers: PRIVATE });
  } catch (cause) {
    return errorAnswer(cause);
  }
}

/** What became of the password that a visitor gave: the page says it, by `?password=`. */
export type Tried = "wrong" | "wait" | "given";

/**
 * Takes the password of a link from its form, and leads back to its page with a cookie for this link alone, or with what was wrong.
 * In a frame the cookie is kept apart for the page around it, since browsers keep no others there.
 */
export async function answerPassword(
  request: Request,
  place: Place,
  userCode: string,
  token: string,
): Promise<Response> {
  const link = await findLink(userCode, token).catch(() => null);
  const path = linkPath(userCode, token, place);
  const search = new URL(request.url).searchParams;
  const leadBack = (tried?: Tried) => {
    search.delete("password");
    if (tried) search.set("password", tried);
    const location = search.size > 0 ? `${path}?${search}` : path;
    return new Response(null, { status: 303, headers: { Location: location, "Cache-Control": "no-store" } });
  };
  if (!link?.passwordHash) return leadBack();
  const { passwordHash, tokenHash } = link;
  const form = await request.formData().catch(() => new FormData());
  const password = String(form.get("password") ?? "").slice(0, 200);
  const result = await tryPassword(request.headers, tokenHash, () => isPassword(password, passwordHash));
  if (result !== "right") return leadBack(result);
  const isFramed = place === "embed";
  (await cookies()).set(PASS_COOKIE, makePass(link), {
    httpOnly: true,
    path,
    maxAge: PASS_SECONDS,
    ...(isFramed
      ? { sameSite: "none", secure: true, partitioned: true }
      : { sameSite: "lax", secure: sessionCookies(request.headers).secure }),
  });
  return leadBack("given");
}
