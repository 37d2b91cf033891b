/**
 * Targets, each followed by the schemes and sites that its links have. A word without a dot is both a scheme and the
 * name of a site that ends in `.com`.
 */
const TARGETS = /* @__PURE__ */ [
  "phone tel",
  "email mailto",
  "sms",
  "whatsapp wa.me",
  "telegram t.me tg",
  "signal signal.me sgnl",
  "messenger m.me fb-messenger",
  "facetime facetime-audio",
  "linkedin lnkd.in",
  "instagram",
  "facebook fb.me",
  "x twitter",
  "tiktok",
  "youtube youtu.be",
  "github",
  "maps geo",
  "website http https",
  "save_contact",
].map((target) => target.split(" "));

/** What is needed of a link: a part of `HTMLAnchorElement` and, but for the last, of `URL`. */
export type Link = { protocol: string; host: string; pathname: string; download?: string };

/** The target of a link on a page of the host `here`; none for links within it and for what is no contact. */
export function targetOfLink({ protocol, host, pathname, download }: Link, here: string): string | undefined {
  if (/\.vcf$/i.test(download || pathname)) return "save_contact";
  if (host === here) return;
  if (/^maps\.|goo.+\/maps/.test(host + pathname)) return "maps";
  const [site = "", name = site] = /([^.]+)\.com$|[^.]+\.[^.]+$/.exec(host) ?? [];
  return known(name) ?? known(protocol.slice(0, -1));
}

/** The target that a page names itself: a known one, or the owner's own. */
export function targetOfName(name: string): string {
  return known(name) ?? `custom:${name}`;
}

function known(name: string): string | undefined {
  return TARGETS.find((names) => names.includes(name))?.[0];
}

/**
 * Calls back for every click on a target by mouse (the middle button, too), touch or keyboard, in open shadow trees as
 * well. It only listens: nothing about the click changes. `handsOver`: another app or page should open now.
 */
export function onTarget(react: (target: string, handsOver: boolean) => void): void {
  const listener = (event: MouseEvent) => {
    if (event.button > 1) return;
    for (const node of event.composedPath() as HTMLAnchorElement[]) {
      const name = node.dataset?.analyticsTarget;
      const target = name ? targetOfName(name) : node.protocol && targetOfLink(node, location.host);
      if (target) {
        const inBackground = event.button || event.ctrlKey || event.metaKey;
        return react(target, !!node.protocol && !inBackground && target !== "save_contact");
      }
    }
  };
  addEventListener("click", listener, true);
  addEventListener("auxclick", listener, true);
}
