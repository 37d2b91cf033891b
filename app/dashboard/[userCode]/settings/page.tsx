import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { deleteCard, handOverCard, leaveCard } from "#app/dashboard/(cards)/actions.ts";
import {
  saveCard,
  saveExclusion,
  saveOrigins,
  saveRetention,
  saveTimeZone,
} from "#app/dashboard/[userCode]/settings/actions.ts";
import { OnlyForWhole } from "#components/frame/dashboard-message.tsx";
import { ScreenSkeleton } from "#components/frame/screen-heading.tsx";
import { SettingsScreen } from "#components/settings/settings-screen.tsx";
import { createFormat } from "#lib/analytics/format.ts";
import { clientAddress } from "#lib/http/client-address.ts";
import { readerLocale } from "#lib/http/reader-locale.ts";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { addressHash } from "#lib/http/secrets.ts";
import { timeZones } from "#lib/owners/owner-day.ts";
import { ownerSettings } from "#lib/owners/owner-settings.ts";
import { ownerPeople } from "#lib/owners/people.ts";
import { ownerPath, requireMemberOfPage, screenMetadata } from "#lib/owners/require-member.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";
import { dataOf } from "#lib/supabase/member-errors.ts";

export const generateMetadata = (props: PageProps<"/dashboard/[userCode]/settings">) =>
  screenMetadata("Settings", props);

export default async function SettingsPage({ params }: PageProps<"/dashboard/[userCode]/settings">) {
  const { userCode } = await params;
  const { limited } = await requireMemberOfPage(userCode, ownerPath(userCode, "settings"));
  if (limited) return <OnlyForWhole title="Settings" />;
  return (
    <Suspense fallback={<ScreenSkeleton title="Settings" />}>
      <Settings userCode={userCode} />
    </Suspense>
  );
}

async function Settings({ userCode }: { userCode: string }) {
  const [{ data, error }, origin, requestHeaders] = await Promise.all([
    callAsMember("analytics_owner_settings", { p_user_code: userCode }, ownerSettings),
    requestOrigin(),
    headers(),
  ]);
  if (error?.code === "not_a_member") notFound();
  if (error) throw error;
  const successors = data.role === "owner" ? await otherMembers(userCode) : [];
  const address = clientAddress(requestHeaders);
  const format = createFormat(readerLocale(requestHeaders.get("accept-language")), data.current_time_zone);
  return (
    <SettingsScreen
      settings={data}
      origin={origin}
      timeZones={timeZones()}
      isExcludedHere={address !== "" && data.excluded_addresses.includes(addressHash(userCode, address))}
      timeZoneChange={
        data.time_zone_from &&
        `Days follow ${data.current_time_zone} until ${format.dayAndTime(data.time_zone_from)}, and ${data.time_zone} from then on.`
      }
      successors={successors}
      actions={{
        leave: leaveCard.bind(null, userCode),
        handOver: handOverCard.bind(null, userCode),
        delete: deleteCard.bind(null, userCode),
        card: saveCard.bind(null, userCode),
        origins: saveOrigins.bind(null, userCode),
        timeZone: saveTimeZone.bind(null, userCode),
        retention: saveRetention.bind(null, userCode),
        exclusion: saveExclusion.bind(null, userCode),
      }}
    />
  );
}

/** Who an owner could hand the card over to. */
async function otherMembers(userCode: string) {
  const { members } = dataOf(
    await callAsMember("analytics_owner_people", { p_user_code: userCode }, ownerPeople),
  );
  return members.filter((member) => !member.is_caller && !member.is_gone);
}
