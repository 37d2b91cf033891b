import { notFound } from "next/navigation";
import { PrintSheet } from "#components/shares/print-sheet.tsx";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { shareLink } from "#lib/owners/codes.ts";
import { ownerPath, requireMemberOfPage, screenMetadata } from "#lib/owners/require-member.ts";
import { ownerShares } from "#lib/owners/shares.ts";
import { qrCode, qrCodeWithMark } from "#lib/share-link/qr-code.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

type Props = PageProps<"/dashboard/[userCode]/shares/print">;

export const generateMetadata = (props: Props) => screenMetadata("QR codes", props);

/** So many codes are on one sheet at most: more make a page that no browser prints. */
const MOST = 500;

/** The QR codes of chosen shares for print: `?codes=` joined by dots, in their order; absent: of all that are not archived. */
export default async function PrintPage({ params, searchParams }: Props) {
  const { userCode } = await params;
  await requireMemberOfPage(userCode, ownerPath(userCode, "shares/print"));
  const search = await searchParams;
  const [{ data, error }, origin] = await Promise.all([
    callAsMember("analytics_owner_shares", { p_user_code: userCode }, ownerShares),
    requestOrigin(),
  ]);
  if (error?.code === "not_a_member") notFound();
  if (error) throw error;
  const codes = typeof search.codes === "string" ? search.codes.split(".") : null;
  const known = new Map(data.shares.map((share) => [share.share_code, share]));
  const chosen = codes
    ? [...new Set(codes)].flatMap((code) => known.get(code) ?? [])
    : data.shares.filter(({ archived }) => !archived);
  const hasMark = search.mark !== undefined;
  const labels = await Promise.all(
    chosen.slice(0, MOST).map(async ({ share_code, contact }) => {
      const link = shareLink(origin, userCode, share_code);
      const svg = hasMark
        ? qrCodeWithMark(link, data.owner.name).svg(true)
        : String(await qrCode(link, "svg"));
      return { code: share_code, name: contact || `Share ${share_code}`, link, svg };
    }),
  );
  return (
    <PrintSheet
      userCode={userCode}
      codes={codes && chosen.map(({ share_code }) => share_code)}
      labels={labels}
      left={chosen.length - labels.length}
      hasMark={hasMark}
      columns={([2, 3, 4, 5] as const).find((columns) => String(columns) === search.columns) ?? 3}
    />
  );
}
