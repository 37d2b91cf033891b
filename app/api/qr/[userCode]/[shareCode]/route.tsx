import { ImageResponse } from "next/og";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { isShareCode, shareLink } from "#lib/owners/codes.ts";
import { requireMember } from "#lib/owners/require-member.ts";
import { qrCode, qrCodeWithMark } from "#lib/share-link/qr-code.ts";
import { errorAnswer } from "#lib/supabase/call-as-member.ts";

/**
 * The QR code of a share link, for members: `?format=svg` (the default) or `png`; `mark` puts the initials of the card's name
 * into its middle; `download` saves it.
 */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ userCode: string; shareCode: string }> },
): Promise<Response> {
  try {
    const { userCode, shareCode } = await params;
    const { name } = await requireMember(userCode);
    if (!isShareCode(shareCode)) return new Response(null, { status: 404 });
    const { searchParams } = new URL(request.url);
    const format = searchParams.get("format") === "png" ? "png" : "svg";
    const hasMark = searchParams.has("mark");
    const link = shareLink(await requestOrigin(), userCode, shareCode);
    const image = hasMark ? await marked(link, name, format) : await qrCode(link, format);
    const disposition = searchParams.has("download") ? "attachment" : "inline";
    const fileName = `${userCode}-${shareCode}${hasMark ? "-mark" : ""}.${format}`;
    return new Response(image, {
      headers: {
        "Content-Type": format === "png" ? "image/png" : "image/svg+xml; charset=utf-8",
        "Content-Disposition": `${disposition}; filename="${fileName}"`,
        "Cache-Control": "private, max-age=3600",
      },
    });
  } catch (cause) {
    return errorAnswer(cause);
  }
}

/** Pixels of the PNG's side. */
const SIZE = 1024;

async function marked(link: string, name: string, format: "svg" | "png"): Promise<string | ArrayBuffer> {
  const { svg, mark } = qrCodeWithMark(link, name);
  if (format === "svg") return svg(true);
  // The picture's letters are drawn apart, since an SVG in it would have no font.
  const picture = new ImageResponse(
    <div
      style={{ display: "flex", width: SIZE, height: SIZE, alignItems: "center", justifyContent: "center" }}
    >
      {/* biome-ignore lint/performance/noImgElement: it is drawn here, not shown in a page */}
      <img
        src={`data:image/svg+xml,${encodeURIComponent(svg(false))}`}
        alt=""
        width={SIZE}
        height={SIZE}
        style={{ position: "absolute", top: 0, left: 0 }}
      />
      <span style={{ color: "#fff", fontSize: mark.fontSize * SIZE, fontWeight: 600 }}>{mark.letters}</span>
    </div>,
    { width: SIZE, height: SIZE },
  );
  return picture.arrayBuffer();
}
