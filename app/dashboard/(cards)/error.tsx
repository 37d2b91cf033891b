"use client";

import { DashboardMessage } from "#components/frame/dashboard-message.tsx";
import { Button } from "#components/ui/button.tsx";

export default function CardsError({ retry }: { retry: () => void }) {
  return (
    <DashboardMessage
      title="Your cards cannot be read just now"
      action={
        <Button size="sm" onClick={() => retry()}>
          Try again
        </Button>
      }
    >
      Visits that reach Daybook are kept: they will be here.
    </DashboardMessage>
  );
}
