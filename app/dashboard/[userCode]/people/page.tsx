import { headers } from "next/headers";
import { Suspense } from "react";
import { changeMember, invite, removeMember, withdraw } from "#app/dashboard/[userCode]/people/actions.ts";
import { ScreenSkeleton } from "#components/frame/screen-heading.tsx";
import { PeopleScreen, PeopleUnseen } from "#components/people/people-screen.tsx";
import { readerLocale } from "#lib/http/reader-locale.ts";
import { ownerPeople } from "#lib/owners/people.ts";
import {
  type OwnerOfScreen,
  ownerPath,
  requireMemberOfPage,
  screenMetadata,
} from "#lib/owners/require-member.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

export const generateMetadata = (props: PageProps<"/dashboard/[userCode]/people">) =>
  screenMetadata("People", props);

export default async function PeoplePage({ params }: PageProps<"/dashboard/[userCode]/people">) {
  const { userCode } = await params;
  const owner = await requireMemberOfPage(userCode, ownerPath(userCode, "people"));
  if (owner.role !== "owner") return <PeopleUnseen role={owner.role} />;
  return (
    <Suspense fallback={<ScreenSkeleton title="People" />}>
      <People owner={owner} />
    </Suspense>
  );
}

async function People({ owner: { user_code, time_zone } }: { owner: OwnerOfScreen }) {
  const [{ data, error }, requestHeaders] = await Promise.all([
    callAsMember("analytics_owner_people", { p_user_code: user_code }, ownerPeople),
    headers(),
  ]);
  if (error) throw error;
  return (
    <PeopleScreen
      userCode={user_code}
      people={data}
      timeZone={time_zone}
      locale={readerLocale(requestHeaders.get("accept-language"))}
      actions={{
        invite: invite.bind(null, user_code),
        withdraw: withdraw.bind(null, user_code),
        change: changeMember.bind(null, user_code),
        remove: removeMember.bind(null, user_code),
      }}
    />
  );
}
