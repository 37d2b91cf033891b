"use client";

import { LinkAway } from "#components/links/link-messages.tsx";

export default function LinkError({ retry }: { retry: () => void }) {
  return <LinkAway onRetry={() => retry()} />;
}
