import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { rebuildDay } from "#app/dashboard/[userCode]/data/actions.ts";
import { beginErasure, continueErasure } from "#app/dashboard/[userCode]/data/erasure-actions.ts";
import { DataScreen } from "#components/data/data-screen.tsx";
import { VolumePanel } from "#components/data/tables-panel.tsx";
import { InvalidFilter, OnlyForWhole } from "#components/frame/dashboard-message.tsx";
import { ScreenSkeleton } from "#components/frame/screen-heading.tsx";
import { Notice, Skeleton } from "#components/ui/states.tsx";
import { createFormat, type Format } from "#lib/analytics/format.ts";
import { parseQuery, toURLSearchParams } from "#lib/analytics/parse-query.ts";
import type { Range } from "#lib/analytics/periods.ts";
import { resolveRangeNow } from "#lib/analytics/resolve-period.ts";
import { readerLocale } from "#lib/http/reader-locale.ts";
import { ownerData, ownerVolume } from "#lib/owners/owner-data.ts";
import { ownerPath, requireMemberOfPage, screenMetadata } from "#lib/owners/require-member.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

export const generateMetadata = (props: PageProps<"/dashboard/[userCode]/data">) =>
  screenMetadata("Data", props);

export default async function DataPage({ params, searchParams }: PageProps<"/dashboard/[userCode]/data">) {
  const { userCode } = await params;
  const { time_zone, limited } = await requireMemberOfPage(userCode, ownerPath(userCode, "data"));
  if (limited) return <OnlyForWhole title="Data" />;
  const search = await searchParams;
  const parsed = parseQuery(toURLSearchParams(search));
  if (!parsed.ok) return <InvalidFilter userCode={userCode} message={parsed.message} />;
  return (
    <Suspense fallback={<ScreenSkeleton title="Data" />}>
      <Data
        userCode={userCode}
        range={parsed.query.range}
        timeZone={time_zone}
        view={search.view === "tables" ? "tables" : "summary"}
      />
    </Suspense>
  );
}

type DataProps = { userCode: string; range: Range; timeZone: string; view: "summary" | "tables" };

async function Data({ userCode, range, timeZone, view }: DataProps) {
  const { from, to } = resolveRangeNow(range, timeZone);
  const [{ data, error }, requestHeaders] = await Promise.all([
    callAsMember("analytics_owner_data", { p_user_code: userCode, p_from: from, p_to: to }, ownerData),
    headers(),
  ]);
  if (error?.code === "not_a_member") notFound();
  if (error?.code === "invalid_query") {
    return <InvalidFilter userCode={userCode} message="This page shows at most 400 days at once." />;
  }
  if (error) throw error;
  const locale = readerLocale(requestHeaders.get("accept-language"));
  const format = createFormat(locale, timeZone);
  return (
    <DataScreen
      data={data}
      range={range}
      view={view}
      format={format}
      locale={locale}
      rebuild={rebuildDay.bind(null, userCode)}
      erasure={{ begin: beginErasure.bind(null, userCode), goOn: continueErasure.bind(null, userCode) }}
      volume={
        view === "tables" && (
          <Suspense fallback={<Skeleton className="h-64 rounded-2xl" />}>
            <Volume userCode={userCode} format={format} />
          </Suspense>
        )
      }
    />
  );
}

async function Volume({ userCode, format }: { userCode: string; format: Format }) {
  const { data, error } = await callAsMember(
    "analytics_owner_volume",
    { p_user_code: userCode },
    ownerVolume,
  );
  if (error)
    return <Notice>What is kept of this card could not be counted just now. Reload the page.</Notice>;
  return <VolumePanel volume={data} userCode={userCode} format={format} />;
}
