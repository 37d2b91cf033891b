import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { type AddressSource, addressSource } from "#lib/http/environment.ts";

/**
 * The client's IP address, or `""`. For use in memory only: it is never stored and never logged. It is what the believed
 * header says (the first valid address in it), else the connection's; what other headers say is anybody's claim.
 * @param socketAddress of the connection, where the server knows it
 */
export function clientAddress(
  headers: Headers,
  socketAddress?: string,
  { headers: names, nearOnly }: AddressSource = addressSource(),
): string {
  const connection = plainAddress(socketAddress ?? "");
  if (nearOnly && connection && !isNear(connection)) return connection;
  for (const name of names) {
    const address = firstAddress(headers.get(name) ?? "");
    if (address) return address;
  }
  return connection;
}

/** The first valid address of a list such as `unknown, 203.0.113.1:80`, or of `Forwarded`'s `for=…;by=…, for=…`. */
function firstAddress(list: string): string {
  for (const entry of list.slice(0, 2048).split(/[,;]/)) {
    const address = plainAddress(entry.replace(/^\s*for\s*=\s*"?([^"]*)"?\s*$/i, "$1"));
    if (address) return address;
  }
  return "";
}

/** `[2001:db8::1]:443`, `192.0.2.1:80` and `::ffff:192.0.2.1` as plain addresses in one spelling; `""` if it is none. */
function plainAddress(value: string): string {
  const address = value
    .trim()
    .replace(/^\[([^\]]*)\](?::\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/%.*$/, "");
  // The library also takes 127.1 and 0x7f000001, which no server writes.
  return isIP(address) === 6 ? ipaddr.process(address).toString() : isIP(address) ? address : "";
}

const NEAR = new Set(["loopback", "private", "linkLocal", "uniqueLocal", "carrierGradeNat"]);

/** True for an address of this machine or of a private network. */
export function isNear(address: string): boolean {
  return NEAR.has(ipaddr.process(address).range());
}

/** Whom a rate limit counts: an IPv4 address, or the /64 network that one IPv6 customer has to himself. */
export function clientNetwork(address: string): string {
  if (isIP(address) !== 6) return address;
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/64`)}/64`;
}
