import { z } from "zod";
import { PERIODS, type Range } from "#lib/analytics/periods.ts";
import { COMPARES, DEFAULT_QUERY, NONE, type Query, ROW_KINDS, type Row } from "#lib/analytics/query.ts";

const code = z
  .string()
  .min(1)
  .max(128)
  // No code holds one, and Postgres keeps no text that does.
  .regex(/^[^\p{Cc}]*$/u, "must be a code")
  .transform((value) => (value === NONE ? "" : value));

/** `country:DE`; the value may be empty (`referrer:`) and may hold colons itself. */
const row = z
  .string()
  .max(300)
  .regex(/^[^\0]*$/, "must hold no control characters")
  .transform((text, context): Row => {
    const [name = "", ...value] = text.split(":");
    const kind = ROW_KINDS.find((one) => one === name);
    if (kind && value.length > 0) return { kind, value: value.join(":") };
    context.addIssue({
      code: "custom",
      message: `must be one of ${ROW_KINDS.join(", ")}, a colon and a value`,
    });
    return z.NEVER;
  });

/** `a, b or c` */
const choice = (names: readonly string[]) => `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
const day = z.iso.date({ error: "must be a day such as 2026-11-22" });

/** The parameters one by one; what they may not be together is said below. */
export const queryParameters = z.object({
  period: z.enum(PERIODS, { error: `must be ${choice(PERIODS)}` }).optional(),
  from: day.optional(),
  to: day.optional(),
  compare: z.enum(COMPARES, { error: `must be ${choice(COMPARES)}` }).default(DEFAULT_QUERY.compare),
  group: code.optional(),
  contact: code.optional(),
  row: row.optional(),
});

const parameters = queryParameters
  .refine(({ period, from, to }) => !period || (!from && !to), {
    path: ["period"],
    message: "give either a period or from and to, not both",
  })
  // ISO dates sort as text.
  .refine(({ from, to }) => !from || !to || from <= to, {
    path: ["from"],
    message: "must not be after to",
  });

export type ParsedQuery = { ok: true; query: Query } | { ok: false; message: string };

/**
 * Reads a dashboard's query from URL parameters. Of a repeated parameter the first counts; unknown ones are ignored,
 * so that links keep working with campaign parameters added to them.
 * @returns the query, or one sentence that names every fault.
 */
export function parseQuery(search: URLSearchParams): ParsedQuery {
  const given: Record<string, string> = {};
  for (const name of Object.keys(parameters.shape)) {
    const value = search.get(name);
    // A form sends its empty fields too.
    if (value) given[name] = value;
  }
  const result = parameters.safeParse(given);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    return { ok: false, message: `${faults.join("; ")}.` };
  }
  const { period, from, to, compare, group, contact, row } = result.data;
  const range: Range =
    from || to
      ? { kind: "custom", from: from ?? null, to: to ?? null }
      : period
        ? { kind: "period", period }
        : DEFAULT_QUERY.range;
  return {
    ok: true,
    query: { range, compare, group: group ?? null, contact: contact ?? null, row: row ?? null },
  };
}

/** What a page got as `searchParams`, as the parameters of a URL. */
export function toURLSearchParams(given: Record<string, string | string[] | undefined>): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) {
    for (const one of [value].flat()) if (one !== undefined) search.append(name, one);
  }
  return search;
}
