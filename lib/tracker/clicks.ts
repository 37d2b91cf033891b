import { attempt, partsOf } from "#lib/tracker/browser.ts";

/** The longest target that the server takes. */
const LONGEST_TARGET = 64;

/** Targets, each followed by the schemes (no dot) and the sites of its links. */
const TARGETS = /* @__PURE__ */ [
  "phone tel callto sip",
  "email mailto",
  "sms smsto",
  "whatsapp wa.me whatsapp.com",
  "telegram tg t.me",
  "signal sgnl signal.me",
  "messenger fb-messenger m.me messenger.com",
  "facetime facetime-audio",
  "viber",
  "skype",
  "wechat weixin",
  "linkedin linkedin.com lnkd.in",
  "instagram instagram.com",
  "facebook facebook.com fb.me",
  "x x.com twitter twitter.com",
  "tiktok tiktok.com",
  "youtube youtube.com youtu.be",
  "github github.com",
  "maps geo openstreetmap.org",
  "website http https",
  "save_contact",
].map((target) => target.split(" "));

const MAPS =
  /^(maps\.(apple\.com|app\.goo\.gl|google\.(com?\.)?\w{2,3})|goo\.gl\/maps|(www\.)?google\.(com?\.)?\w{2,3}\/maps)(\/|$)/;

function known(name?: string): string | undefined {
  return TARGETS.find((names) => names.includes(`${name}`))?.[0];
}

export type Link = { target?: string; site?: string };

/**
 * What a link stands for on a page of the host `here`, and the other site that it leads to. No target: a link within this host,
 * or one that is no contact.
 */
export function readLink(href: string, here: string, download = ""): Link {
  const [, scheme = "", host = "", path = ""] = partsOf(href.toLowerCase());
  const isWeb = known(scheme) === "website";
  const site = isWeb && host !== here ? host : undefined;
  let target = known(/[^.]+\.[^.]+$/.exec(host)?.[0]) ?? known(scheme);
  if (MAPS.test(host + path)) target = "maps";
  if (isWeb && !site) target = undefined;
  if (/\.vcf$/i.test(download || path)) target = "save_contact";
  return { target, site };
}

/** The target that a page names itself: a known one in any case, or the owner's own. None for an empty name. */
export function targetOfName(said: unknown): string | undefined {
  const name = `${said ?? ""}`.replace(/\s+/g, " ").trim();
  return name ? (known(name.toLowerCase()) ?? `custom:${name}`.slice(0, LONGEST_TARGET)) : undefined;
}

/**
 * Calls back for every click on a target by mouse (the middle button, too), touch or keyboard, in open shadow trees as
 * well; of a double click once. It only listens: nothing about the click changes. `handsOver`: another app or page should
 * open now.
 */
export function onTarget(react: (target: string, site?: string, handsOver?: boolean) => void): void {
  const listener = (event: MouseEvent) => {
    if (event.button > 1 || event.detail > 1) return;
    const nodes = event.composedPath() as HTMLAnchorElement[];
    const links = nodes.map(linkOf);
    const targets = nodes.map(
      (node, index) => targetOfName(node.dataset?.analyticsTarget) ?? links[index]?.target,
    );
    const target = targets.find(Boolean);
    if (!target) return;
    const link = links.find(Boolean);
    const inBackground = event.button || event.ctrlKey || event.metaKey;
    react(target, link?.site, !!link && !inBackground && target !== "save_contact");
  };
  for (const type of ["click", "auxclick"])
    addEventListener(type, (event) => attempt(() => listener(event as MouseEvent)), true);
}

/** Links and areas, of SVG too. Of nothing else a property is read: in a form it may be a field of that name. */
function linkOf({ localName, href, download }: HTMLAnchorElement): Link | undefined {
  if (!/^a(rea)?$/.test(localName)) return;
  const address = (href as unknown as SVGAnimatedString).baseVal ?? href;
  // A frame without an address of its own (`srcdoc`) belongs to the page around it.
  const here = location.host || partsOf(document.baseURI)[2];
  return address ? readLink(address, `${here}`, download) : undefined;
}
