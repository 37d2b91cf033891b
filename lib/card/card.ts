import { z } from "zod";
import { CARD_TARGETS, type CardTarget, readMethod, readWebAddress } from "#lib/card/methods.ts";

/** The accents a card can have; their colours stand in app/globals.css. */
export const ACCENTS = ["pine", "blue", "plum", "rust", "slate"] as const;
export type Accent = (typeof ACCENTS)[number];

/** One contact method: what it is called, what is shown of it, and where a tap leads. */
export type ContactMethod = { target: CardTarget; label: string; value: string; href: string };

/** A link under a name of its own. */
export type CardLink = { label: string; href: string };

const SCENES = ["shelf", "stairs", "pottery", "kitchen"] as const;

/** One line of text of at most so many characters; line breaks and other control characters become blanks. */
const line = (most: number) =>
  z
    .string()
    .transform((text) => text.replace(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu, " ").trim())
    .pipe(z.string().max(most, `Use at most ${most} characters.`));

/** Pages beside the first one. Only the demo card has them: the form that changes a card leaves them as they are. */
const pagesSchema = z.object({
  about: z.object({
    lead: z.string(),
    paragraphs: z.array(z.string()),
    facts: z.array(z.object({ term: z.string(), text: z.string() })),
  }),
  projects: z.array(
    z.object({
      title: z.string(),
      place: z.string(),
      year: z.number(),
      text: z.string(),
      scene: z.enum(SCENES),
    }),
  ),
  visit: z.object({
    address: z.array(z.string()),
    hours: z.array(z.object({ days: z.string(), time: z.string() })),
  }),
});
export type CardPages = z.infer<typeof pagesSchema>;
export type Project = CardPages["projects"][number];

const address = z.string().max(500, "Use at most 500 characters.");
const methodDraft = z.object({ target: z.enum(CARD_TARGETS), value: address, label: line(40) });
const linkDraft = z.object({ label: line(40), address });

/** Most contact methods, and most links, on a card. */
export const MOST_METHODS = 16;
export const MOST_LINKS = 12;

/** What a person types into the form of a card, beside the name. */
const draftFields = z.object({
  role: line(80),
  organisation: line(80),
  place: line(80),
  /** What the person would say in one or two sentences. */
  line: line(240),
  accent: z.enum(ACCENTS),
  methods: z.array(methodDraft).max(MOST_METHODS, `Use at most ${MOST_METHODS} contact methods.`),
  links: z.array(linkDraft).max(MOST_LINKS, `Use at most ${MOST_LINKS} links.`),
});
export type CardDraft = z.infer<typeof draftFields>;

/** A card that nothing has been said about yet. */
export const EMPTY_DRAFT: CardDraft = {
  role: "",
  organisation: "",
  place: "",
  line: "",
  accent: "pine",
  methods: [],
  links: [],
};

/** The same, where each value must be what its field is for; what is wrong is said in a sentence, at its place. */
export const draftSchema = draftFields.superRefine(({ methods, links }, context) => {
  methods.forEach(({ target, value }, index) => {
    const read = readMethod(target, value);
    if ("fault" in read)
      context.addIssue({ code: "custom", path: ["methods", index, "value"], message: read.fault });
  });
  links.forEach(({ label, address }, index) => {
    if (label === "")
      context.addIssue({ code: "custom", path: ["links", index, "label"], message: "Give the link a name." });
    const read = readWebAddress(address);
    if ("fault" in read)
      context.addIssue({ code: "custom", path: ["links", index, "address"], message: read.fault });
  });
});

export const nameSchema = line(120).pipe(z.string().min(1, "Enter the name on the card."));

/** What the database says of a card (`daybook.card_of`). Whatever is stored there is taken for a stranger's. */
export const storedCard = z.object({
  user_code: z.string(),
  name: z.string(),
  /** The owner's card stands there. */
  card_url: z.string().nullable(),
  /** Null: none was made here. */
  card: z
    .object({ ...draftFields.partial().shape, pages: pagesSchema.optional().catch(undefined) })
    .catch({})
    .nullable(),
  picture_hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .catch(null),
});
export type StoredCard = z.infer<typeof storedCard>;

/** Everything a contact card shows. */
export type Card = Omit<CardDraft, "methods" | "links"> & {
  userCode: string;
  name: string;
  methods: ContactMethod[];
  links: CardLink[];
  /** The address of the picture; null: the first letters of the name stand in its place. */
  picture: string | null;
  pages: CardPages | null;
};

/** A card as it is shown. Methods and links that lead nowhere good are left out. */
export function cardOf(
  owner: Pick<Card, "userCode" | "name" | "picture">,
  draft: CardDraft,
  pages: CardPages | null = null,
): Card {
  return {
    ...owner,
    ...draft,
    pages,
    methods: draft.methods.flatMap(({ target, value, label }) => {
      const read = readMethod(target, value);
      return "fault" in read
        ? []
        : [{ target, label: label || read.label, value: read.shown, href: read.href }];
    }),
    links: draft.links.flatMap(({ label, address }) => {
      const read = readWebAddress(address);
      return "fault" in read || label === "" ? [] : [{ label, href: read.href }];
    }),
  };
}

/** The card that an owner has made here; of one who has made none, a card with the name alone. */
export function shownCard({ user_code, name, card, picture_hash }: StoredCard): Card {
  const { pages = null, ...draft } = card ?? {};
  const picture = picture_hash && `/c/${user_code}/picture/${picture_hash}`;
  return cardOf(
    { userCode: user_code, name: name || user_code, picture },
    { ...EMPTY_DRAFT, ...draft },
    pages,
  );
}

/** The pages of a card, in the order of its tab bar. */
export const CARD_PAGES = ["home", "about", "work", "contact"] as const;
export type CardPage = (typeof CARD_PAGES)[number];

/** The path of a card's page; the visit's `share_code` travels along. */
export function cardPath(userCode: string, page: CardPage, shareCode = ""): string {
  const path = page === "home" ? `/c/${userCode}` : `/c/${userCode}/${page}`;
  return shareCode ? `${path}?${new URLSearchParams({ s: shareCode })}` : path;
}
