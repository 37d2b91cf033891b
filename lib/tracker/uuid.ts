/** A UUIDv7 (RFC 9562): it begins with the time, so that ids sort as the events happened. Works without HTTPS, too. */
export function uuidv7(now: number): string {
  // Milliseconds have 11 hexadecimal digits from 2004 to 2527; a UUID has 12 for them.
  return `${now.toString(16)}-7xxx-8xxx-xxxxxxxxxxxx`
    .replace(/.{7}/, "0$&-")
    .replace(/x/g, () => ((Math.random() * 16) | 0).toString(16));
}
