/** The contact methods a card can show, by the design's target names. */
export type CardTarget =
  | "phone"
  | "whatsapp"
  | "email"
  | "sms"
  | "telegram"
  | "linkedin"
  | "instagram"
  | "website";

/** One contact method: what it is called, what is shown of it, and where a tap leads. */
export type ContactMethod = { target: CardTarget; label: string; value: string; href: string };

export type Project = {
  title: string;
  place: string;
  year: number;
  text: string;
  scene: "shelf" | "stairs" | "pottery" | "kitchen";
};

/** Everything a contact card shows. */
export type Card = {
  userCode: string;
  name: string;
  role: string;
  place: string;
  /** What the person would say of themselves in one sentence. */
  line: string;
  methods: ContactMethod[];
  about: { lead: string; paragraphs: string[]; facts: { term: string; text: string }[] };
  projects: Project[];
  visit: { address: string[]; hours: { days: string; time: string }[] };
};

/** What Daybook knows of an owner who has put no card here: the name, and where the card stands, if anywhere. */
export type PlainCard = { userCode: string; name: string; address: string | null };

/** The pages of a card, in the order of its tab bar. */
export const CARD_PAGES = ["home", "about", "work", "contact"] as const;
export type CardPage = (typeof CARD_PAGES)[number];

/** The path of a card's page; the visit's `share_code` travels along. */
export function cardPath(userCode: string, page: CardPage, shareCode = ""): string {
  const path = page === "home" ? `/c/${userCode}` : `/c/${userCode}/${page}`;
  return shareCode ? `${path}?${new URLSearchParams({ s: shareCode })}` : path;
}
