import { z } from "zod";
import { PERIODS, type Range } from "#lib/analytics/periods.ts";
import {
  asConditions,
  COMPARES,
  type Condition,
  conditionsOf,
  DEFAULT_QUERY,
  FILTER_FIELDS,
  NONE,
  OPERATORS,
  type Query,
} from "#lib/analytics/query.ts";

const code = z
  .string()
  .min(1)
  .max(128)
  // No code holds one, and Postgres keeps no text that does.
  .regex(/^[^\p{Cc}]*$/u, "must be a code")
  .transform((value) => (value === NONE ? "" : value));

/** `a, b or c` */
const choice = (names: readonly string[]) => `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
const day = z.iso.date({ error: "must be a day such as 2026-11-22" });

const plain = /^[^\0]*$/;
const value = z.string().max(300).regex(plain, "must hold no control characters");

/** One condition as any caller may give it: `["is", "country", ["DE", "AT"]]`. */
export const condition = z.tuple([z.enum(OPERATORS), z.enum(FILTER_FIELDS), z.array(value).min(1).max(100)]);

const conditions = z.array(condition).max(20, "must be at most 20 conditions");

/** `is,country,DE,AT;is_not,page,home`: each a condition; `%2C`, `%3B` and `%25` stand for `,`, `;` and `%` in a value. */
const filters = z
  .string()
  .max(8000)
  .transform((text, context): Condition[] => {
    const found = conditions.safeParse(
      text.split(";").map((one) => {
        const [operator, field, ...values] = one.split(",");
        return [operator, field, values.map(unescaped)];
      }),
    );
    if (found.success) return found.data;
    context.addIssue({
      code: "custom",
      message: `must be conditions such as is,country,DE,AT;is_not,page,home with is or is_not and one of ${FILTER_FIELDS.join(", ")}`,
    });
    return z.NEVER;
  });

function unescaped(text: string): string {
  return text.replace(/%(2C|3B|25)/gi, (escaped) => decodeURIComponent(escaped));
}

/** How one condition was written before there were several: `country:DE`. The value may hold colons itself. */
const row = z.string().transform((text, context): Condition => {
  const [field, ...values] = text.split(":");
  const found = condition.safeParse(["is", field, [values.join(":")]]);
  if (found.success && values.length > 0) return found.data;
  context.addIssue({
    code: "custom",
    message: `must be one of ${FILTER_FIELDS.join(", ")}, a colon and a value`,
  });
  return z.NEVER;
});

/** The parameters one by one; what they may not be together is said below. */
export const queryParameters = z.object({
  period: z.enum(PERIODS, { error: `must be ${choice(PERIODS)}` }).optional(),
  from: day.optional(),
  to: day.optional(),
  compare: z.enum(COMPARES, { error: `must be ${choice(COMPARES)}` }).default(DEFAULT_QUERY.compare),
  group: code.optional(),
  contact: code.optional(),
  filters: filters.optional(),
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
  const { period, from, to, compare, group = null, contact = null, filters = [], row } = result.data;
  const range: Range =
    from || to
      ? { kind: "custom", from: from ?? null, to: to ?? null }
      : period
        ? { kind: "period", period }
        : DEFAULT_QUERY.range;
  return {
    ok: true,
    query: {
      range,
      compare,
      ...asConditions(conditionsOf({ group, contact, filters: row ? [...filters, row] : filters })),
    },
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
