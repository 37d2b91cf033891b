import Bowser from "bowser";
import type { Device } from "#lib/ingest/payload.ts";

/** Device class, browser and operating system by name, without versions; `""` for what the user agent does not say. */
export function deviceOf(userAgent: string): { device: Device; browser: string; os: string } {
  if (userAgent === "") return { device: "", browser: "", os: "" };
  const parsed = Bowser.parse(userAgent.slice(0, 512));
  return {
    device: deviceClass(parsed.platform.type),
    browser: parsed.browser.name ?? "",
    os: parsed.os.name ?? "",
  };
}

function deviceClass(type: string | undefined): Device {
  return type === "mobile" || type === "tablet" || type === "desktop" ? type : "";
}
