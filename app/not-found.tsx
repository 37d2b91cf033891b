import type { Metadata } from "next";
import { LinkButton } from "#components/ui/button.tsx";
import { PlainPage } from "#components/ui/plain-page.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <PlainPage
      title="This page is blank"
      actions={
        <>
          <LinkButton href="/">Go to the start</LinkButton>
          <LinkButton href="/dashboard" variant="secondary">
            Your dashboard
          </LinkButton>
        </>
      }
    >
      <p>Nothing stands at this address. Perhaps a letter is missing, or the card has been taken back.</p>
    </PlainPage>
  );
}
