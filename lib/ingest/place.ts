/**
 * Country (ISO 3166-1, `DE`) and region (the part of ISO 3166-2 after it, `BE`) as the platform's edge says them;
 * `""` where it does not. Nothing else is consulted: no address is looked up anywhere.
 */
export function placeOf(headers: Headers): { country: string; region: string } {
  const country = first(headers, ["x-vercel-ip-country", "cf-ipcountry"]).toUpperCase();
  // XX and T1 are Cloudflare's words for "unknown" and "Tor".
  if (!/^[A-Z]{2}$/.test(country) || country === "XX") return { country: "", region: "" };
  const region = first(headers, ["x-vercel-ip-country-region", "cf-region-code"]).toUpperCase();
  return { country, region: /^[A-Z0-9]{1,3}$/.test(region) ? region : "" };
}

function first(headers: Headers, names: string[]): string {
  return names.map((name) => headers.get(name)?.trim() ?? "").find((value) => value !== "") ?? "";
}
