/** Most bytes of a picture; the browser makes it smaller before it is sent (components/card/shrink-picture.ts). */
export const PICTURE_BYTES = 60 * 1024;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Whether this, in base64, may be kept as a picture: a JPEG by its first and last bytes, whatever its sender calls it, and not too
 * large. Nothing else is: an SVG could carry a script, and address books and previews read JPEG everywhere.
 */
export function isPicture(base64: string): boolean {
  if (base64.length > PICTURE_BYTES * 1.4 || !BASE64.test(base64)) return false;
  const bytes = atob(base64);
  return (
    bytes.length >= 100 &&
    bytes.length <= PICTURE_BYTES &&
    bytes.startsWith("\xff\xd8\xff") &&
    bytes.endsWith("\xff\xd9")
  );
}
