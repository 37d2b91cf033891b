"use client";

import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Panel } from "#components/ui/panel.tsx";

export default function DashboardError({ retry }: { retry: () => void }) {
  return (
    <Panel>
      <EmptyState
        className="py-16"
        title="The numbers cannot be read just now"
        action={
          <Button size="sm" onClick={() => retry()}>
            Try again
          </Button>
        }
      >
        Nothing is lost: visits go on being counted. If this stays, ask whoever runs this Daybook to look at{" "}
        <a href="/api/health" className="underline underline-offset-2">
          its health page
        </a>
        .
      </EmptyState>
    </Panel>
  );
}
