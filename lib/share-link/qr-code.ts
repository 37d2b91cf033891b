import QRCode from "qrcode";

/** Pixels of the PNG's side: sharp in print at 8 cm. */
const SIZE = 1024;
// Level Q survives a fourth of the picture being lost, such as on a worn card.
const OPTIONS = { errorCorrectionLevel: "Q", margin: 2 } as const;

/** The QR code of an address, black on white whatever the theme, because scanners want that. */
export async function qrCode(
  address: string,
  format: "svg" | "png",
): Promise<string | Uint8Array<ArrayBuffer>> {
  if (format === "svg") return QRCode.toString(address, { ...OPTIONS, type: "svg" });
  return new Uint8Array(await QRCode.toBuffer(address, { ...OPTIONS, type: "png", width: SIZE }));
}
