import { z } from "zod";
import { MAX_EVENTS } from "#lib/contract.ts";
import { isPath, pagePath } from "#lib/ingest/page.ts";
import { cut, isStorable, text, UNSTORABLE } from "#lib/ingest/text.ts";

/** Postgres compares UUIDs without case; so do we, or a repeat within one batch would not be seen. */
const uuid = z.uuid().toLowerCase();

/** An ISO 8601 time with its zone, as milliseconds since 1970. The value itself is never corrected. */
const time = z.iso.datetime({ offset: true }).transform((value) => Date.parse(value));

/** Text out of the visitor's URL or browser, over which the sender has no power: too long is cut, not refused. */
const loose = (max: number) =>
  z
    .string()
    .refine(isStorable, UNSTORABLE)
    .nullish()
    .transform((value) => cut((value ?? "").trim(), max));

/** What `shares` allows. Anything else after `?s=` cannot be a share, but the visit is real: it counts as direct. */
const SHARE_CODE = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

const utm = z
  .object({ source: loose(120), medium: loose(120), campaign: loose(120) })
  .nullish()
  .transform((value) => value ?? { source: "", medium: "", campaign: "" });

/** Everything of a batch but its events, which are judged one by one. Unknown fields are dropped. */
export const envelope = z.object({
  v: z.literal(1),
  user_code: text(1, 64),
  share_code: loose(65).transform((code) => (SHARE_CODE.test(code) ? code : "")),
  sent_at: time,
  session: z.object({ id: uuid, started_at: time, referrer: loose(4096), utm, language: loose(64) }),
  dropped: z.int().min(0).max(1_000_000).optional().catch(undefined),
  events: z.array(z.unknown()).min(1).max(MAX_EVENTS),
});

export type Envelope = z.infer<typeof envelope>;

/** A path or a name, at most 200 long once its host, query and fragment are gone. */
const page = z
  .string()
  .refine(isStorable, UNSTORABLE)
  .transform(pagePath)
  .refine(isPath, "must be 1 to 200 long");

/** A contact method (`whatsapp`, `save_contact`) or the owner's own name for one (`custom:<name>`). */
const target = text(1, 64).regex(
  /^(?:[a-z][a-z0-9_]*|custom:.*\S.*)$/u,
  "must be a known target's name, or custom:<name>",
);

/** One event; `at` in milliseconds since 1970. */
export const event = z.discriminatedUnion("type", [
  z.object({ id: uuid, type: z.literal("page_view"), at: time, page }),
  z.object({
    id: uuid,
    type: z.literal("click"),
    at: time,
    page,
    target,
    outcome: z.enum(["opened", "stayed"]).optional().catch(undefined),
  }),
]);

export type IngestEvent = z.infer<typeof event>;

/** What is wrong, in one line: `session.id: Invalid UUID`. Never longer than 200 characters. */
export function faultOf(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.join(".") ?? "";
  return cut(`${path ? `${path}: ` : ""}${issue?.message ?? "not valid"}`, 200);
}
