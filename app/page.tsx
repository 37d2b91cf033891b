import { ArrowUpRight } from "lucide-react";
import {
  DashboardPicture,
  HeroFigure,
  Promises,
  SiteFooter,
  SiteHeader,
} from "#components/landing/landing.tsx";
import { ShareStory } from "#components/landing/share-story.tsx";
import { buttonStyle, LinkButton } from "#components/ui/button.tsx";
import { Snippet } from "#components/ui/copy-button.tsx";
import { cardPath } from "#lib/card/card.ts";
import { DEMO_SHARE_CODE, DEMO_USER_CODE } from "#lib/card/demo-card.ts";
import { environment } from "#lib/http/environment.ts";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { installSnippet, shareLink } from "#lib/owners/codes.ts";
import { qrCode } from "#lib/share-link/qr-code.ts";

const HEADING = "font-medium font-serif text-[2rem] text-ink leading-[1.12] tracking-tight sm:text-[2.5rem]";

export default async function LandingPage() {
  const origin = await requestOrigin();
  const hasDemo = environment().demoOwner !== undefined;
  const link = shareLink(origin, DEMO_USER_CODE, DEMO_SHARE_CODE);
  const code = `data:image/svg+xml,${encodeURIComponent(String(await qrCode(link, "svg")))}`;

  return (
    <>
      <SiteHeader />
      <main>
        <section className="mx-auto grid max-w-6xl items-center gap-14 px-5 pt-8 pb-20 sm:px-8 lg:grid-cols-[1.1fr_1fr] lg:gap-10 lg:pt-14 lg:pb-24">
          <div>
            <h1 className="font-medium font-serif text-[2.75rem] text-ink leading-[1.04] tracking-[-0.02em] sm:text-[4rem]">
              Who looked at your card, and how they reached you.
            </h1>
            <p className="mt-6 max-w-xl text-lg text-muted leading-relaxed">
              Daybook counts visits to your digital contact card and the taps on it: WhatsApp, phone, e-mail
              and the rest. Hand out a link of its own to friends, family and business, and see which one led
              to a call.
            </p>
            <div className="mt-9 flex flex-wrap gap-3">
              <LinkButton href="/sign-up" size="lg" className="max-sm:w-full">
                Create an account
              </LinkButton>
              {hasDemo && (
                <LinkButton href="/demo" size="lg" variant="secondary" className="max-sm:w-full">
                  See a dashboard
                </LinkButton>
              )}
              {/* A plain link: the card's tracker starts with a full page load, as it does for every visitor. */}
              <a
                href={cardPath(DEMO_USER_CODE, "home", DEMO_SHARE_CODE)}
                className={`${buttonStyle({ variant: "secondary", size: "lg" })} max-sm:w-full`}
              >
                Open the demo card
                <ArrowUpRight aria-hidden="true" />
              </a>
            </div>
          </div>
          <HeroFigure />
        </section>

        <section aria-labelledby="story" className="border-line border-t">
          <div className="mx-auto max-w-6xl px-5 py-20 sm:px-8">
            <h2 id="story" className={`mb-12 max-w-2xl ${HEADING}`}>
              One card, a link for each person
            </h2>
            <ShareStory link={link.replace(/^https?:\/\//, "")} qrCode={code} />
          </div>
        </section>

        <section aria-labelledby="dashboard" className="border-line border-t bg-surface">
          <div className="mx-auto max-w-6xl px-5 py-20 sm:px-8">
            <div className="mb-10 flex flex-wrap items-end justify-between gap-x-10 gap-y-5">
              <div className="max-w-2xl">
                <h2 id="dashboard" className={HEADING}>
                  Everything on one page
                </h2>
                <p className="mt-4 text-muted leading-relaxed">
                  Visits, people, taps by contact method, where they came from, and which of your links they
                  came by. Press any row, and the whole page is about it.
                </p>
              </div>
              {hasDemo && (
                <LinkButton href="/demo" variant="secondary">
                  Try it with demo data
                </LinkButton>
              )}
            </div>
            <DashboardPicture />
          </div>
        </section>

        <section aria-labelledby="promises" className="border-line border-t">
          <div className="mx-auto max-w-6xl px-5 py-20 sm:px-8">
            <h2 id="promises" className={`mb-12 max-w-2xl ${HEADING}`}>
              Numbers you can put your name to
            </h2>
            <Promises />
          </div>
        </section>

        <section aria-labelledby="install" className="border-line border-t bg-surface">
          <div className="mx-auto grid max-w-6xl items-center gap-x-16 gap-y-8 px-5 py-20 sm:px-8 lg:grid-cols-2">
            <div>
              <h2 id="install" className={HEADING}>
                One line on your page
              </h2>
              <p className="mt-4 max-w-lg text-muted leading-relaxed">
                Paste it into any site you own. Page views and taps on contact links are counted from then on;
                links to call, write or chat are recognised by themselves.
              </p>
            </div>
            <Snippet what="install snippet" code={installSnippet(origin, "your-code")} />
          </div>
        </section>
      </main>
      <SiteFooter />
    </>
  );
}
