import { targetName } from "#lib/card/contact-methods.ts";

/** The contact methods that a card made here can have, in the order in which they are offered. */
export const CARD_TARGETS = [
  "phone",
  "whatsapp",
  "email",
  "sms",
  "signal",
  "telegram",
  "facetime",
  "website",
  "linkedin",
  "instagram",
  "facebook",
  "x",
  "tiktok",
  "youtube",
  "github",
  "xing",
  "maps",
  "calendar",
] as const;
export type CardTarget = (typeof CARD_TARGETS)[number];

/** A value that was understood: what is shown of it, and where a tap leads; or what is wrong, in a sentence. */
type Read = { shown: string; href: string } | { fault: string };

type Method = {
  /** What is asked for. */
  asks: string;
  example: string;
  /** What a phone's keyboard should offer. */
  keyboard: "tel" | "email" | "url" | "text";
  read(value: string): Read;
};

const LONGEST = 500;

/** What nobody sees and nobody means: control characters, and marks that turn the direction of what follows. */
const UNSEEN = /[\p{Cc}\p{Cf}\s]+/gu;

/** A telephone number as people write it, `+44 (0)20 7946-0958`: its digits, with `+` where the country is named; null if it is none. */
function digitsOf(value: string): string | null {
  const plain = value
    .replace(UNSEEN, "")
    .replace("(0)", "")
    .replace(/[().\-/–]/g, "");
  const dialled = plain.replace(/^00(?=[1-9])/, "+");
  return /^\+?\d{3,15}$/.test(dialled) ? dialled : null;
}

const tidy = (value: string) => value.trim().replace(/\s+/g, " ");

function telephone(scheme: string): Method {
  return {
    asks: "Number",
    example: "+44 7700 900142",
    keyboard: "tel",
    read(value) {
      const digits = digitsOf(value);
      if (!digits) return { fault: "Enter a telephone number, such as +44 7700 900142." };
      return { shown: tidy(value), href: `${scheme}:${digits}` };
    },
  };
}

/** A messenger that finds people by their number with its country. */
function messengerNumber(address: (digits: string) => string): Method {
  return {
    ...telephone(""),
    read(value) {
      const digits = digitsOf(value);
      if (!digits || !/^\+[1-9]\d{6,}$/.test(digits))
        return { fault: "Begin with the country, such as +44 7700 900142: others find nobody." };
      return { shown: tidy(value), href: address(digits) };
    },
  };
}

type Site = {
  /** Where the names of people follow. */
  prefix: string;
  hosts: readonly string[];
  /** What a name may look like. */
  name: RegExp;
  example: string;
  at?: boolean;
};

/** A site on which people have a name: takes the name, with or without @, or the whole address. */
function profile({ prefix, hosts, name, example, at = false }: Site): Method {
  return {
    asks: "Name or address",
    example,
    keyboard: "text",
    read(value) {
      const plain = value.replace(UNSEEN, "");
      if (plain.length > LONGEST) return { fault: `Use at most ${LONGEST} characters.` };
      const bare = plain.replace(/^@/, "");
      if (name.test(bare)) return { shown: `${at ? "@" : ""}${bare}`, href: `${prefix}${bare}` };
      const address = readWebAddress(plain);
      const url = "href" in address ? new URL(address.href) : null;
      const isThere = hosts.some((host) => url?.hostname === host || url?.hostname.endsWith(`.${host}`));
      if (!url || !isThere || url.pathname === "/")
        return { fault: `Enter the name there, such as ${example}, or the whole address.` };
      return {
        shown: decoded(`${url.hostname.replace(/^www\./, "")}${url.pathname.replace(/\/$/, "")}`),
        href: url.href,
      };
    },
  };
}

function decoded(text: string): string {
  try {
    return decodeURI(text).replace(UNSEEN, "");
  } catch {
    return text;
  }
}

function webAddress(example: string): Method {
  return { asks: "Address", example, keyboard: "url", read: readWebAddress };
}

/** A web address as people type it: `https://` may be missing, another scheme may not stand there. */
export function readWebAddress(value: string): Read {
  const plain = value.replace(UNSEEN, "");
  const fault = "Enter a web address that begins with https://.";
  if (plain === "" || plain.length > LONGEST) return { fault };
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:(?!\d)/i.test(plain) ? plain : `https://${plain}`);
  if (url?.protocol !== "https:" || url.username || url.password || !/[^.]\.[^.]/.test(url.hostname))
    return { fault };
  const shown = decoded(`${url.host.replace(/^www\./, "")}${url.pathname === "/" ? "" : url.pathname}`);
  return { shown, href: url.href };
}

/** Letters, digits, dots, hyphens and underscores, as the sites allow in names. */
const NAME = /^[\w.-]{1,60}$/;
const LETTERS = /^[\w.\-%\p{L}]{2,100}$/u;

const METHODS: Record<CardTarget, Method> = {
  phone: telephone("tel"),
  sms: telephone("sms"),
  facetime: {
    asks: "Number or e-mail",
    example: "+44 7700 900142",
    keyboard: "text",
    read(value) {
      const number = telephone("facetime").read(value);
      if ("href" in number) return number;
      const mail = METHODS.email.read(value);
      return "href" in mail
        ? { ...mail, href: mail.href.replace("mailto:", "facetime:") }
        : { fault: "Enter a telephone number or an e-mail address." };
    },
  },
  whatsapp: messengerNumber((digits) => `https://wa.me/${digits.slice(1)}`),
  signal: messengerNumber((digits) => `https://signal.me/#p/${digits}`),
  email: {
    asks: "Address",
    example: "clara@example.com",
    keyboard: "email",
    read(value) {
      const plain = value.replace(UNSEEN, "").replace(/^mailto:/i, "");
      if (
        plain.length > 254 ||
        !/^[^@<>"'(),:;[\]\\]+@[^@<>"'(),:;[\]\\/]+\.[^@<>"'(),:;[\]\\/.]{2,}$/.test(plain)
      )
        return { fault: "Enter an e-mail address, such as clara@example.com." };
      // What a mail program would read as a subject or a second address is encoded.
      return { shown: plain, href: `mailto:${encodeURIComponent(plain).replace("%40", "@")}` };
    },
  },
  telegram: profile({
    prefix: "https://t.me/",
    hosts: ["t.me", "telegram.me"],
    name: /^\w{4,32}$/,
    example: "@clara_example",
    at: true,
  }),
  website: webAddress("https://example.com"),
  maps: webAddress("https://maps.app.goo.gl/…"),
  calendar: webAddress("https://cal.com/clara"),
  linkedin: profile({
    prefix: "https://www.linkedin.com/in/",
    hosts: ["linkedin.com"],
    name: LETTERS,
    example: "clara-whitfield",
  }),
  instagram: profile({
    prefix: "https://www.instagram.com/",
    hosts: ["instagram.com"],
    name: /^[\w.]{1,30}$/,
    example: "@clara.example",
    at: true,
  }),
  facebook: profile({
    prefix: "https://www.facebook.com/",
    hosts: ["facebook.com", "fb.me", "fb.com"],
    name: /^[\w.]{3,60}$/,
    example: "clara.whitfield",
  }),
  x: profile({
    prefix: "https://x.com/",
    hosts: ["x.com", "twitter.com"],
    name: /^\w{1,15}$/,
    example: "@clara",
    at: true,
  }),
  tiktok: profile({
    prefix: "https://www.tiktok.com/@",
    hosts: ["tiktok.com"],
    name: /^[\w.]{2,24}$/,
    example: "@clara",
    at: true,
  }),
  youtube: profile({
    prefix: "https://www.youtube.com/@",
    hosts: ["youtube.com", "youtu.be"],
    name: NAME,
    example: "@clara",
    at: true,
  }),
  github: profile({
    prefix: "https://github.com/",
    hosts: ["github.com"],
    name: /^[a-z\d-]{1,39}$/i,
    example: "clara",
  }),
  xing: profile({
    prefix: "https://www.xing.com/profile/",
    hosts: ["xing.com"],
    name: /^\w{3,60}$/,
    example: "Clara_Whitfield",
  }),
};

/** What is shown instead of the design's names, where people say it otherwise. */
const LABELS: Partial<Record<CardTarget, string>> = {
  phone: "Call",
  email: "E-mail",
  sms: "Text message",
  calendar: "Book a time",
};

/** What a method's form asks for. */
export function methodForm(target: CardTarget): Omit<Method, "read"> & { name: string } {
  const { asks, example, keyboard } = METHODS[target];
  return { asks, example, keyboard, name: targetName(target) };
}

/** Reads what was typed for a method: how it is called and shown, and where a tap leads; or what is wrong with it. */
export function readMethod(
  target: CardTarget,
  value: string,
): { label: string; shown: string; href: string } | { fault: string } {
  const read = METHODS[target].read(value.slice(0, LONGEST + 1));
  return "fault" in read ? read : { label: LABELS[target] ?? targetName(target), ...read };
}
