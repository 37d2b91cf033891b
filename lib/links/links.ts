import { z } from "zod";
import { ROLES } from "#lib/owners/roles.ts";

/** What the SQL function `analytics_owner_links` returns. */
export const ownerLinks = z.object({
  role: z.enum(ROLES),
  name: z.string(),
  time_zone: z.string(),
  today: z.string(),
  links: z.array(
    z.object({
      /** Names the link for whoever revokes it. It opens nothing. */
      token_hash: z.string(),
      label: z.string(),
      group_code: z.string().nullable(),
      share_code: z.string().nullable(),
      from: z.string().nullable(),
      to: z.string().nullable(),
      names: z.boolean(),
      has_password: z.boolean(),
      frame_origins: z.array(z.string()),
      created_at: z.string(),
      expires_at: z.string().nullable(),
      revoked_at: z.string().nullable(),
      is_open: z.boolean(),
      opens: z.number(),
      last_open_at: z.string().nullable(),
      /** The last days on which it was opened, the newest first. */
      days: z.array(z.object({ date: z.string(), opens: z.number() })),
    }),
  ),
  groups: z.array(z.object({ group_code: z.string(), name: z.string() })),
  shares: z.array(z.object({ share_code: z.string(), contact: z.string() })),
});
export type OwnerLinks = z.infer<typeof ownerLinks>;
export type OwnerLink = OwnerLinks["links"][number];

/** For how many days a link can be made. */
export const EXPIRY_CHOICES = [1, 7, 30, 90, 365] as const;

const day = z.iso.date("Enter a day.");

/** `https://Example.com/` → `https://example.com`; null for what is no origin of a page. */
function pageOrigin(text: string): string | null {
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `https://${text}`);
  const isPlain =
    url !== null && url.pathname === "/" && url.search === "" && url.hash === "" && !url.username;
  return isPlain && /^https?:\/\/[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/.test(url.origin) ? url.origin : null;
}

/** Which origins may frame a link, one a line; what cannot be one is named. */
const frameOrigins = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter(Boolean))
  .transform((lines, context) => {
    const bad = lines.filter((line) => pageOrigin(line) === null);
    if (bad.length > 0) {
      const named = bad.map((one) => `“${one.slice(0, 100)}”`).join(", ");
      context.addIssue({
        code: "custom",
        message: `${named} cannot be an origin: write https://example.com, without a path or *.`,
      });
    }
    return [...new Set(lines.map(pageOrigin).filter((origin) => origin !== null))];
  })
  .refine((origins) => origins.length <= 20, "At most 20 origins.");

/** What a member says about a new link. */
export const newLinkSchema = z
  .object({
    label: z.string().trim().min(1, "Say who or what it is for.").max(120, "Use at most 120 characters."),
    /** `""` for the whole, `group:<code>` or `share:<code>`. */
    what: z.string().max(80),
    days: z.enum(["all", "some"]),
    from: z.string().optional(),
    to: z.string().optional(),
    names: z.literal("yes").optional(),
    password: z
      .string()
      .max(200, "Use at most 200 characters.")
      .refine((value) => value === "" || value.length >= 8, "Use at least 8 characters, or none at all."),
    expiry: z.union([z.literal(""), z.coerce.number().int().min(1).max(3650)]),
    origins: frameOrigins,
  })
  .superRefine(({ days, from, to }, context) => {
    if (days === "all") return;
    for (const [name, value] of Object.entries({ from, to })) {
      const parsed = day.safeParse(value);
      if (!parsed.success) context.addIssue({ code: "custom", path: [name], message: "Enter a day." });
    }
    // ISO dates sort as text.
    if (from && to && from > to) {
      context.addIssue({ code: "custom", path: ["to"], message: "It must not be before the first day." });
    }
  });

/** Where a link leads: the page of its own, or the one for a frame. */
export function linkPath(userCode: string, token: string, place: "l" | "embed" = "l"): string {
  return `/${place}/${encodeURIComponent(userCode)}/${encodeURIComponent(token)}`;
}

/** What an owner pastes into a page that shall show the dashboard: the frame, and what fits its height to its content. */
export function embedSnippet(origin: string, userCode: string, token: string, ownerName: string): string {
  const id = `daybook-${token.slice(0, 8)}`;
  const title = `Visits to ${ownerName}`.replace(/[&<>"]/g, "");
  return `<iframe id="${id}" src="${origin}${linkPath(userCode, token, "embed")}?theme=auto" title="${title}" loading="lazy" style="width: 100%; height: 900px; border: 0"></iframe>
<script>
addEventListener("message", ({ origin, source, data }) => {
  const frame = document.getElementById("${id}");
  if (origin === "${origin}" && source === frame.contentWindow && data?.type === "daybook:height") frame.style.height = data.height + "px";
});
</script>`;
}
