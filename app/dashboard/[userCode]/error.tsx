"use client";

import { DashboardMessage } from "#components/frame/dashboard-message.tsx";
import { Button } from "#components/ui/button.tsx";

export default function DashboardError({ retry }: { retry: () => void }) {
  return (
    <DashboardMessage
      title="The numbers cannot be read just now"
      action={
        <Button size="sm" onClick={() => retry()}>
          Try again
        </Button>
      }
    >
      Visits that reach Daybook are kept: they will be here. If this stays, ask whoever runs this Daybook to
      look at{" "}
      <a href="/api/health" className="underline underline-offset-2">
        its health page
      </a>
      .
    </DashboardMessage>
  );
}
