import { PICTURE_BYTES } from "#lib/card/picture.ts";

/** Pixels of a picture's side. */
const SIDE = 512;
const QUALITIES = [0.86, 0.76, 0.64, 0.5, 0.35, 0.2];

/**
 * Makes a square JPEG of at most 512 pixels and 60 KB out of the middle of a photo, in base64. What else the file carried, such as
 * where the photo was taken, stays in the browser. Null: this is no photo that the browser can read.
 */
export async function shrinkPicture(file: File): Promise<string | null> {
  if (file.type.includes("svg")) return null;
  const photo = await createImageBitmap(file).catch(() => null);
  if (!photo) return null;
  const cut = Math.min(photo.width, photo.height);
  const side = Math.min(cut, SIDE);
  const canvas = document.createElement("canvas");
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext("2d");
  if (!context) return null;
  // A JPEG has no transparency; without a ground it would be black there.
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, side, side);
  context.imageSmoothingQuality = "high";
  context.drawImage(photo, (photo.width - cut) / 2, (photo.height - cut) / 2, cut, cut, 0, 0, side, side);
  photo.close();
  for (const quality of QUALITIES) {
    const [, base64 = ""] = canvas.toDataURL("image/jpeg", quality).split(",");
    if (base64.length * 0.75 <= PICTURE_BYTES) return base64;
  }
  return null;
}
