import type { Channel } from "#lib/ingest/write/payload.ts";

/** Where visits come from, by the referring host or its parent domains; Android apps refer by their package's name. */
const CHANNELS: Record<"search" | "social" | "messenger" | "email", string[]> = {
  search: [
    "google",
    "bing.com",
    "duckduckgo.com",
    "ecosia.org",
    "search.yahoo.com",
    "startpage.com",
    "qwant.com",
    "search.brave.com",
    "yandex",
    "baidu.com",
    "naver.com",
    "kagi.com",
    "com.google.android.googlequicksearchbox",
  ],
  social: [
    "facebook.com",
    "fb.com",
    "instagram.com",
    "linkedin.com",
    "lnkd.in",
    "twitter.com",
    "x.com",
    "t.co",
    "tiktok.com",
    "youtube.com",
    "youtu.be",
    "reddit.com",
    "pinterest.com",
    "threads.net",
    "threads.com",
    "bsky.app",
    "xing.com",
    "mastodon.social",
    "vk.com",
    "snapchat.com",
    "linktr.ee",
    "com.linkedin.android",
    "com.facebook.katana",
    "com.instagram.android",
  ],
  messenger: [
    "whatsapp.com",
    "wa.me",
    "t.me",
    "telegram.org",
    "telegram.me",
    "signal.org",
    "signal.me",
    "messenger.com",
    "m.me",
    "slack.com",
    "discord.com",
    "teams.microsoft.com",
    "line.me",
    "viber.com",
    "wechat.com",
    "com.whatsapp",
    "org.telegram.messenger",
    "com.slack",
    "com.facebook.orca",
    "org.thoughtcrime.securesms",
  ],
  email: [
    "mail.google.com",
    "outlook.live.com",
    "outlook.office.com",
    "outlook.office365.com",
    "mail.yahoo.com",
    "mail.proton.me",
    "mail.aol.com",
    "gmx.net",
    "web.de",
    "fastmail.com",
    "com.google.android.gm",
  ],
};

const PAID_MEDIUM = /^(cpc|ppc|cpm|cpv|paid|display|banner|ads?)/i;

/** The host of a referring address without `www.`; `""` for none, for one that is no address, and for the site itself. */
export function referrerHost(referrer: string, origin: string | null): string {
  const url = URL.parse(referrer) ?? URL.parse(`https://${referrer}`);
  if (!url || !/^(https?|android-app|ios-app):$/.test(url.protocol)) return "";
  const host = withoutWww(url.hostname.toLowerCase());
  const own = withoutWww(URL.parse(origin ?? "")?.hostname ?? "");
  return host === own || host.length > 253 ? "" : host;
}

/** The one channel of a visit: what its UTM parameters say, otherwise what its referrer is known for. */
export function channelOf(host: string, utm: { source: string; medium: string; campaign: string }): Channel {
  const medium = utm.medium.toLowerCase();
  if (/^e-?mail|^newsletter/.test(medium)) return "email";
  if (medium !== "" && PAID_MEDIUM.test(medium)) return "campaign";
  if (/^social/.test(medium)) return "social";
  if (utm.source !== "" || utm.medium !== "" || utm.campaign !== "") return "campaign";
  if (host === "") return "direct";
  // Mail first: mail.google.com is also under google.
  for (const channel of ["email", "messenger", "search", "social"] as const) {
    if (CHANNELS[channel].some((known) => isUnder(host, known))) return channel;
  }
  return "referral";
}

/** `known` is a domain, or a name without its country's ending (`google` for google.co.uk). */
function isUnder(host: string, known: string): boolean {
  if (known.includes(".")) return host === known || host.endsWith(`.${known}`);
  return new RegExp(`(^|\\.)${known}\\.[a-z]{2,3}(\\.[a-z]{2})?$`).test(host);
}

function withoutWww(host: string): string {
  return host.replace(/^www\./, "");
}
