"use client";

import { Button, buttonStyle } from "#components/ui/button.tsx";
import { PlainPage } from "#components/ui/plain-page.tsx";

type ErrorPageProps = { error: unknown; retry: () => void };

export default function ErrorPage({ error, retry }: ErrorPageProps) {
  // The sentence with which proxy.ts refuses a form.
  if (error instanceof Error && error.message.startsWith("This form was not accepted")) {
    return (
      <PlainPage title="This form was not accepted" actions={<Button onClick={() => retry()}>Back</Button>}>
        <p>{error.message}</p>
      </PlainPage>
    );
  }
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : undefined;
  return (
    <PlainPage
      title="Something tore"
      actions={
        <>
          <Button onClick={() => retry()}>Try again</Button>
          <a href="/" className={buttonStyle({ variant: "secondary" })}>
            Go to the start
          </a>
        </>
      }
    >
      <p>
        This page could not be made. Nothing that was counted is lost: events are stored before they are
        shown.
      </p>
      {digest && (
        <p className="mt-3 text-sm">
          If you report this, name the number <code className="font-mono text-ink">{digest}</code>.
        </p>
      )}
    </PlainPage>
  );
}
