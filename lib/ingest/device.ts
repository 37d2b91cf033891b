import Bowser from "bowser";
import type { Device } from "#lib/ingest/write/payload.ts";

const BROWSERS = new Set<string>(Object.values(Bowser.BROWSER_MAP));
const SYSTEMS = new Set<string>(Object.values(Bowser.OS_MAP));

/** Device class, browser and operating system by name, without versions; `""` for what the user agent does not say. */
export function deviceOf(userAgent: string): { device: Device; browser: string; os: string } {
  if (userAgent === "") return { device: "", browser: "", os: "" };
  const parsed = Bowser.parse(userAgent.slice(0, 512));
  return {
    device: deviceClass(parsed.platform.type),
    browser: known(BROWSERS, parsed.browser.name),
    os: known(SYSTEMS, parsed.os.name),
  };
}

/** What the library does not know it names by a piece of the user agent, which we do not keep. */
function known(names: ReadonlySet<string>, name: string | undefined): string {
  return name !== undefined && names.has(name) ? name : "";
}

function deviceClass(type: string | undefined): Device {
  return type === "mobile" || type === "tablet" || type === "desktop" ? type : "";
}
