import { Panel } from "#components/ui/panel.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { METRIC_KEYS } from "#lib/analytics/metrics.ts";

/** The dashboard before its numbers, every part at the size it will have. */
export function DashboardSkeleton() {
  return (
    <div role="status" className="grid gap-4 sm:gap-5">
      <h1 className="sr-only">Loading the numbers</h1>
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <Skeleton className="h-[37.5px] w-64 sm:h-[45px]" />
        <Skeleton className="h-4 w-44" />
      </div>
      <div className="flex flex-wrap gap-2">
        {["w-40", "w-43", "w-28", "w-31"].map((width) => (
          <Skeleton key={width} className={`h-9 ${width}`} />
        ))}
      </div>
      <div className="grid items-start gap-4 sm:gap-5 lg:grid-cols-12">
        <div className="rounded-2xl border border-line bg-surface shadow-card lg:col-span-12">
          <div className="grid grid-cols-2 gap-px overflow-hidden rounded-t-2xl bg-line sm:grid-cols-4 xl:grid-cols-7">
            {METRIC_KEYS.map((key) => (
              <div
                key={key}
                className="bg-surface px-4 pt-3.5 pb-3 first:col-span-2 sm:px-5 xl:first:col-span-1"
              >
                <Skeleton className="my-0.5 h-4 w-20" />
                <Skeleton className="mt-2 h-7 w-24" />
                <Skeleton className="mt-1.5 h-4 w-12" />
                <Skeleton className="mt-2.5 h-6 w-full" />
              </div>
            ))}
          </div>
          <div className="border-line border-t px-3 pt-4 pb-3 sm:px-5">
            <Skeleton className="mb-3 h-5 w-60" />
            <Skeleton className="h-64 sm:h-72" />
          </div>
          <div className="h-18" />
        </div>
        <PanelSkeleton rows={7} className="lg:col-span-7" />
        <PanelSkeleton rows={4} className="lg:col-span-5" />
      </div>
    </div>
  );
}

function PanelSkeleton({ rows, className }: { rows: number; className: string }) {
  return (
    <Panel className={className}>
      <Skeleton className="h-5 w-44" />
      <div className="mt-6 grid gap-6">
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they never move
          <Skeleton key={row} className="h-12" />
        ))}
      </div>
    </Panel>
  );
}
