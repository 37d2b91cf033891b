import type { Metadata } from "next";
import { AuthPage } from "#components/auth/auth-page.tsx";
import { buttonStyle } from "#components/ui/button.tsx";

export const metadata: Metadata = { title: "Sign-in is away", robots: { index: false } };

/** What proxy.ts shows in place of a member's page while nobody can say whose session it is. */
export default function AuthAwayPage() {
  return (
    <AuthPage
      title="Sign-in is away just now"
      intro="Daybook cannot reach its sign-in service. You are still signed in in this browser, and visits to your card go on being counted."
      footer="If this stays, ask whoever runs this Daybook."
    >
      {/* biome-ignore lint/a11y/useValidAnchor: it leads to the address in the bar, that of the page that was wanted */}
      <a href="" className={buttonStyle({ size: "lg", wide: true })}>
        Try again
      </a>
    </AuthPage>
  );
}
