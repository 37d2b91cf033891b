import Bowser from "bowser";
import { LRUCache } from "lru-cache";
import type { Device } from "#lib/ingest/write/payload.ts";

/** A day's visitors have some hundreds of user agents between them. */
const MOST_REMEMBERED = 2_000;
/** What is read of a user agent. */
const LONGEST = 1_024;

/** Reads each user agent once: reading one costs as much as all the rest of a small batch. Nothing else sees what is remembered. */
export function readOnce<Result extends object>(
  read: (userAgent: string) => Result,
): (userAgent: string) => Result {
  const known = new LRUCache<string, Result>({ max: MOST_REMEMBERED });
  return (userAgent) => {
    const start = userAgent.slice(0, LONGEST);
    const found = known.get(start) ?? read(start);
    known.set(start, found);
    return found;
  };
}

const BROWSERS = new Set<string>(Object.values(Bowser.BROWSER_MAP));
const SYSTEMS = new Set<string>(Object.values(Bowser.OS_MAP));

/** Browsers that the library takes for the one they are made of; the most are parts of apps that links are opened in. */
const MORE_BROWSERS: [name: string, pattern: RegExp][] = [
  ["Instagram", /\bInstagram[ /]\d/],
  ["Facebook", /\bFB(?:AN|AV|_IAB)\//],
  ["LinkedIn", /\bLinkedInApp\b/],
  ["TikTok", /\b(?:musical_ly|trill|aweme)_|\bBytedanceWebview\b/i],
  ["Snapchat", /\bSnapchat\b/],
  ["Pinterest", /\bPinterest[ /]/],
  ["LINE", /\bLine\/\d/],
  ["KakaoTalk", /\bKAKAOTALK\b/],
  ["MIUI Browser", /\bMiuiBrowser\//],
  ["Huawei Browser", /\bHuaweiBrowser\//],
  ["DuckDuckGo", /\bDuckDuckGo\/\d/],
  ["Opera", /\bOP(?:T|iOS)\//],
  ["Opera Mini", /\bOpera Mini\b/],
  ["Meta Quest Browser", /\bOculusBrowser\//],
];

/** Systems that the library takes for another, or for none. */
const MORE_SYSTEMS: [name: string, pattern: RegExp][] = [
  ["KaiOS", /\bKAIOS\//i],
  ["HarmonyOS", /\b(?:HarmonyOS|OpenHarmony)\b/],
  ["PlayStation", /\bPlayStation\b/i],
  ["Xbox", /\bXbox\b/],
  ["FreeBSD", /\bFreeBSD\b/],
  ["OpenBSD", /\bOpenBSD\b/],
];

/** Device class, browser and operating system by name, without versions; `""` for what the user agent does not say. */
export const deviceOf = readOnce((userAgent): { device: Device; browser: string; os: string } => {
  if (userAgent === "") return { device: "", browser: "", os: "" };
  const start = userAgent.slice(0, 512);
  const { platform, browser, os } = Bowser.parse(start);
  return {
    device: deviceClass(platform.type, start),
    browser: nameIn(MORE_BROWSERS, start) ?? known(BROWSERS, browser.name),
    os: nameIn(MORE_SYSTEMS, start) ?? known(SYSTEMS, os.name),
  };
});

function nameIn(list: [name: string, pattern: RegExp][], userAgent: string): string | undefined {
  return list.find(([, pattern]) => pattern.test(userAgent))?.[0];
}

/** What the library does not know it names by a piece of the user agent, which we do not keep. */
function known(names: ReadonlySet<string>, name: string | undefined): string {
  return name !== undefined && names.has(name) ? name : "";
}

/** Games consoles, TVs and watches are none of the three. */
function deviceClass(type: string | undefined, userAgent: string): Device {
  if (/\b(?:Xbox|PlayStation)\b/i.test(userAgent)) return "";
  if (type === "mobile" || type === "tablet" || type === "desktop") return type;
  return /\b(?:CrOS|\w+BSD)\b/.test(userAgent) ? "desktop" : "";
}
