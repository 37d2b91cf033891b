import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

/** A screen of an owner before its content: the title it will have, and two sheets of lines. */
export function ScreenSkeleton({ title }: { title: string }) {
  return (
    <div role="status" className="grid gap-5 pb-16">
      <ScreenHeading title={title}>
        <span className="sr-only">Loading</span>
        <Skeleton className="mt-2 h-5 w-80 max-w-full" />
      </ScreenHeading>
      {[4, 6].map((rows) => (
        <Panel key={rows}>
          <Skeleton className="h-5 w-44" />
          <div className="mt-5 grid gap-4">
            {Array.from({ length: rows }, (_, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they never move
              <Skeleton key={row} className="h-10" />
            ))}
          </div>
        </Panel>
      ))}
    </div>
  );
}
