import { isIP } from "node:net";

/** Set by the platforms' edges, in the order of trust; what a client sends under these names they overwrite. */
const PLATFORM_HEADERS = ["x-vercel-forwarded-for", "cf-connecting-ip", "fly-client-ip", "x-forwarded-for"];

/**
 * The client's IP address, or `""`. For use in memory only: it is never stored and never logged.
 * Where no proxy stands before the server, a client can write these headers itself: then its rate limit and its
 * visitor are what it says they are, which harms only its own numbers.
 */
export function clientAddress(headers: Headers, socketAddress?: string): string {
  for (const name of PLATFORM_HEADERS) {
    const address = bare(headers.get(name)?.split(",")[0] ?? "");
    if (isIP(address)) return address;
  }
  const address = bare(socketAddress ?? "");
  return isIP(address) ? address : "";
}

/** `[2001:db8::1]:443`, `192.0.2.1:80` and `::ffff:192.0.2.1` as plain addresses in lower case. */
function bare(value: string): string {
  const address = value
    .trim()
    .toLowerCase()
    .replace(/^\[([^\]]*)\](?::\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/^::ffff:(?=\d+\.)/, "");
  return address;
}

/** Whom a rate limit counts: an IPv4 address, or the /64 network that one IPv6 customer has to himself. */
export function clientNetwork(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  return `${[...left, ...zeros, ...right].slice(0, 4).join(":")}::/64`;
}
