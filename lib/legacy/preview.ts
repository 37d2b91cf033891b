import { z } from "zod";
import { planImport } from "#lib/legacy/import.ts";
import { LEGACY_MAPPING } from "#lib/legacy/mapping.ts";
import { halvesOf, inSteps, type Step } from "#lib/legacy/steps.ts";
import type { FunctionCaller } from "#lib/supabase/call-as-operator.ts";

const counts = z.record(z.string(), z.int());
const example = z.object({
  id: z.string().nullable(),
  reason: z.string(),
  kind: z.string().nullable(),
  data: z.string().nullable(),
});
const shape = z.object({
  keys: z.array(z.string()),
  is_text: z.boolean(),
  first: z.string().nullable(),
  last: z.string().nullable(),
  rows: z.int(),
  session: z.int(),
  time: z.int(),
  page: z.int(),
  share: z.int(),
  kind: z.int(),
  understood: z.int(),
  left_out: counts,
  kinds: counts,
  examples: z.array(example),
});
const answer = z.object({ rows: z.int(), shapes: z.array(shape) });

type Shape = z.infer<typeof shape>;

/**
 * Old rows whose data look alike: `keys` are those that any of them has, `as_text` counts the rows whose JSON is kept as
 * text. `session` to `kind` count the rows that have one, `understood` those that an import would bring.
 */
export type Era = Omit<Shape, "is_text"> & { as_text: number };

/** What an import would make of the old rows, era by era. */
export type Preview = { rows: number; eras: Era[] };

/**
 * Says what an import by a mapping would make of the old rows that arrived from one day to another. Changes
 * nothing, not even the mapping in force.
 */
export async function previewLegacy(
  database: FunctionCaller,
  period: { from: string; to: string },
  mapping = LEGACY_MAPPING,
): Promise<Preview> {
  const { steps } = await planImport(database, { ...period, mapping });
  const preview: Preview = { rows: 0, eras: [] };
  const look = async ({ from, to, part, parts }: Step) => {
    const args = { p_mapping: mapping, p_from: from, p_to: to, p_part: part, p_parts: parts };
    const found = answer.parse(await database.call("analytics_preview_legacy_import", args));
    preview.rows += found.rows;
    for (const shape of found.shapes) place(preview.eras, shape);
  };
  for (const step of steps) await inSteps(step, halvesOf, look);
  preview.eras.sort((a, b) => (a.first ?? "").localeCompare(b.first ?? ""));
  return preview;
}

/** Two shapes are of one era when the smaller one shares most of its keys with the other. */
const ALIKE = 0.6;

function place(eras: Era[], { is_text, ...shape }: Shape): void {
  const added: Era = { ...shape, as_text: is_text ? shape.rows : 0 };
  const home = eras
    .map((era) => ({ era, likeness: likeness(era.keys, shape.keys) }))
    .filter(({ likeness }) => likeness >= ALIKE)
    .sort((a, b) => b.likeness - a.likeness)[0]?.era;
  if (home) Object.assign(home, joined(home, added));
  else eras.push(added);
}

function likeness(a: string[], b: string[]): number {
  const fewer = Math.min(a.length, b.length);
  if (fewer === 0) return a.length === b.length ? 1 : 0;
  return a.filter((key) => b.includes(key)).length / fewer;
}

function joined(a: Era, b: Era): Era {
  const times = (name: "first" | "last") => [a[name], b[name]].filter((time) => time !== null).sort();
  const sum = (name: "rows" | "as_text" | "session" | "time" | "page" | "share" | "kind" | "understood") =>
    a[name] + b[name];
  return {
    keys: [...new Set([...a.keys, ...b.keys])].sort(),
    first: times("first")[0] ?? null,
    last: times("last").at(-1) ?? null,
    rows: sum("rows"),
    as_text: sum("as_text"),
    session: sum("session"),
    time: sum("time"),
    page: sum("page"),
    share: sum("share"),
    kind: sum("kind"),
    understood: sum("understood"),
    left_out: added(a.left_out, b.left_out),
    kinds: added(a.kinds, b.kinds),
    examples: fewOfEach([...a.examples, ...b.examples]),
  };
}

function added(a: Record<string, number>, b: Record<string, number>): Record<string, number> {
  const sum = { ...a };
  for (const [name, rows] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + rows;
  return sum;
}

function fewOfEach(examples: Era["examples"]): Era["examples"] {
  const seen = new Map<string, number>();
  return examples.filter(({ reason }) => {
    seen.set(reason, (seen.get(reason) ?? 0) + 1);
    return (seen.get(reason) ?? 0) <= 2;
  });
}
