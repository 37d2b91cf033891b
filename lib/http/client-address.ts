import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Set by the platforms' edges, in the order of trust; what a client sends under these names they overwrite. */
const PLATFORM_HEADERS = ["x-vercel-forwarded-for", "cf-connecting-ip", "fly-client-ip", "x-forwarded-for"];

/**
 * The client's IP address, or `""`. For use in memory only: it is never stored and never logged.
 * Where no proxy stands before the server, a client can write these headers itself: then its rate limit and its
 * visitor are what it says they are, which harms only its own numbers.
 */
export function clientAddress(headers: Headers, socketAddress?: string): string {
  for (const name of PLATFORM_HEADERS) {
    const address = plainAddress(headers.get(name)?.split(",")[0] ?? "");
    if (address) return address;
  }
  return plainAddress(socketAddress ?? "");
}

/** `[2001:db8::1]:443`, `192.0.2.1:80` and `::ffff:192.0.2.1` as plain addresses in one spelling; `""` if it is none. */
function plainAddress(value: string): string {
  const address = value
    .trim()
    .replace(/^\[([^\]]*)\](?::\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
  // The library also takes 127.1 and 0x7f000001, which no server writes.
  return isIP(address) === 6 ? ipaddr.process(address).toString() : isIP(address) ? address : "";
}

/** Whom a rate limit counts: an IPv4 address, or the /64 network that one IPv6 customer has to himself. */
export function clientNetwork(address: string): string {
  if (isIP(address) !== 6) return address;
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/64`)}/64`;
}
