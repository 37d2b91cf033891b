import { requestOrigin } from "#lib/http/request-origin.ts";
import { isShareCode, shareLink } from "#lib/owners/codes.ts";
import { requireMember } from "#lib/owners/require-member.ts";
import { qrCode } from "#lib/share-link/qr-code.ts";
import { errorAnswer } from "#lib/supabase/call-as-member.ts";

/** The QR code of a share link, for members: `?format=svg` (the default) or `png`; `download` saves it. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ userCode: string; shareCode: string }> },
): Promise<Response> {
  try {
    const { userCode, shareCode } = await params;
    await requireMember(userCode);
    if (!isShareCode(shareCode)) return new Response(null, { status: 404 });
    const { searchParams } = new URL(request.url);
    const format = searchParams.get("format") === "png" ? "png" : "svg";
    const image = await qrCode(shareLink(await requestOrigin(), userCode, shareCode), format);
    const disposition = searchParams.has("download") ? "attachment" : "inline";
    return new Response(image, {
      headers: {
        "Content-Type": format === "png" ? "image/png" : "image/svg+xml; charset=utf-8",
        "Content-Disposition": `${disposition}; filename="${userCode}-${shareCode}.${format}"`,
        "Cache-Control": "private, max-age=3600",
      },
    });
  } catch (cause) {
    return errorAnswer(cause);
  }
}
