import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { type Dashboard, dashboard } from "#lib/analytics/dashboard.ts";
import { comparisonOf, type Query } from "#lib/analytics/query.ts";
import { type DateRange, onOwnersDays } from "#lib/analytics/resolve-period.ts";
import { environment } from "#lib/http/environment.ts";
import { keyedHash } from "#lib/http/secrets.ts";
import { isUserCode } from "#lib/owners/codes.ts";
import { tokenHash } from "#lib/owners/tokens.ts";
import { dataOf, memberAnswer } from "#lib/supabase/member-errors.ts";
import { serviceClient } from "#lib/supabase/service-client.ts";

/** What the app knows of a link that is open, before anything is shown by it. */
export type OpenLink = {
  userCode: string;
  tokenHash: string;
  passwordHash: string | null;
  frameOrigins: string[];
  /** The only days that it shows; null: all. */
  days: { from: string; to: string } | null;
};

const foundLink = z
  .object({
    password_hash: z.string().nullable(),
    frame_origins: z.array(z.string()),
    from: z.string().nullable(),
    to: z.string().nullable(),
  })
  .nullable();

/**
 * The link that an address names; null where none is open: unknown, revoked and expired ones are alike.
 * @throws MemberError `unavailable`
 */
export async function findLink(userCode: string, token: string): Promise<OpenLink | null> {
  if (!isUserCode(userCode) || !/^[0-9a-f]{64}$/.test(token)) return null;
  const hash = tokenHash("link", token);
  const answer = await serviceClient().rpc("analytics_find_link", {
    p_user_code: userCode,
    p_token_hash: hash,
  });
  const found = dataOf(memberAnswer("analytics_find_link", answer, foundLink));
  return (
    found && {
      userCode,
      tokenHash: hash,
      passwordHash: found.password_hash,
      frameOrigins: found.frame_origins,
      days: found.from && found.to ? { from: found.from, to: found.to } : null,
    }
  );
}

/** Names, on a request to a page, what proxy.ts has just found for it. Whatever a client writes here is gone. */
export const FOUND_LINK_HEADER = "x-daybook-found-link";

/** Kept on `globalThis`, since Next.js bundles the proxy and its pages by themselves. */
const FOUND = Symbol.for("daybook.links.found");
const kept = globalThis as { [FOUND]?: LRUCache<string, { link: OpenLink | null }> };

function found(): LRUCache<string, { link: OpenLink | null }> {
  // Of a page that is never rendered the entry is dropped by others.
  kept[FOUND] ??= new LRUCache({ max: 1_000, ttl: 10_000 });
  return kept[FOUND];
}

/** Keeps a link that was looked up for a page's headers until its page takes it. @returns what FOUND_LINK_HEADER says then */
export function handOn(link: OpenLink | null): string {
  const id = crypto.randomUUID();
  found().set(id, { link });
  return id;
}

/** The link that was handed on to this page, once; undefined: none was, or in another process. */
export function takeHandedOn(headers: { get(name: string): string | null }): OpenLink | null | undefined {
  const id = headers.get(FOUND_LINK_HEADER) ?? "";
  const entry = found().get(id);
  found().delete(id);
  return entry?.link;
}

/** How many rows each list of a dashboard may have. */
const LIST_LIMIT = 50;

/** The query as a link understands it: where only some days are shown, a named period means all of them. */
export function withinDays({ days }: OpenLink, query: Query): Query {
  return days && query.range.kind === "period" ? { ...query, range: { kind: "custom", ...days } } : query;
}

/** What a link shows, for whoever has been let in. @throws MemberError of any code but `signed_out` */
export function readLinkDashboard({ userCode, tokenHash: hash }: OpenLink, query: Query): Promise<Dashboard> {
  return readPublic("analytics_link_dashboard", userCode, query, { p_token_hash: hash });
}

/** The dashboard of the owner whom the deployment shows to everybody; null where it shows none. @throws as readLinkDashboard */
export async function readDemoDashboard(query: Query): Promise<Dashboard | null> {
  const { demoOwner } = environment();
  return demoOwner === undefined ? null : readPublic("analytics_demo_dashboard", demoOwner, query, {});
}

function readPublic(
  name: "analytics_link_dashboard" | "analytics_demo_dashboard",
  userCode: string,
  query: Query,
  more: Record<string, string>,
): Promise<Dashboard> {
  const ask = async ({ from, to }: DateRange) => {
    const parameters: Record<string, unknown> = {
      p_user_code: userCode,
      ...more,
      p_from: from,
      p_to: to,
      p_group: query.group,
      p_contact: query.contact,
      p_compare: comparisonOf(query),
      p_limit: LIST_LIMIT,
      p_filters: query.filters,
    };
    // Generated types cannot say that an argument may be null.
    return dataOf(memberAnswer(name, await serviceClient().rpc(name, parameters as never), dashboard));
  };
  return onOwnersDays(userCode, query.range, ask);
}

/** Counts that a link was opened. What fails here must not keep anybody from the numbers. */
export async function noteOpen({ userCode, tokenHash: hash }: OpenLink): Promise<void> {
  const { error } = await serviceClient().rpc("analytics_note_link_open", {
    p_user_code: userCode,
    p_token_hash: hash,
  });
  if (error) console.error(`analytics_note_link_open failed: ${error.code} ${error.message}`);
}

/** 2^15 rounds of 8: 32 MB and some 60 ms for each try. */
const COST = 15;

/** How the password of a link is kept: `scrypt:<log2 of the rounds>:<salt>:<key>`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt:${COST}:${salt.toString("base64url")}:${(await derive(password, salt, COST)).toString("base64url")}`;
}

/** True if this is the password that was hashed so. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [kind, cost, salt, key] = hash.split(":");
  if (kind !== "scrypt" || !cost || !salt || !key) return false;
  const wanted = Buffer.from(key, "base64url");
  const given = await derive(password, Buffer.from(salt, "base64url"), Number(cost));
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function derive(password: string, salt: Buffer, cost: number): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** cost, r: 8, p: 1, maxmem: 256 * 2 ** cost * 8 };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFC"), salt, 32, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/** The cookie of whoever gave a link's password. Its path is the link's own, so that no other link gets it. */
export const PASS_COOKIE = "daybook-link";

/** For how long a password given is remembered. */
export const PASS_SECONDS = 8 * 3600;

/** What that cookie holds: until when it is good, and a keyed hash that holds for this link and this password alone. */
export function makePass(link: OpenLink, now: number = Date.now()): string {
  const until = String(Math.floor(now / 1000) + PASS_SECONDS);
  return `${until}.${signature(link, until)}`;
}

/** True if a link has no password, or the cookie's value says that it was given. */
export function hasPass(link: OpenLink, pass: string | undefined, now: number = Date.now()): boolean {
  if (link.passwordHash === null) return true;
  const [until = "", signed = ""] = pass?.split(".") ?? [];
  if (!/^\d{1,12}$/.test(until) || Number(until) * 1000 <= now) return false;
  const [given, wanted] = [Buffer.from(signed), Buffer.from(signature(link, until))];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function signature(link: OpenLink, until: string): string {
  const { userCode, tokenHash: hash, passwordHash } = link;
  return keyedHash("daybook link passwords", [userCode, hash, passwordHash ?? "", until], "base64url");
}
