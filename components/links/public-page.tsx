import { headers } from "next/headers";
import type { ReactNode } from "react";
import { LinkRefuses } from "#components/links/link-messages.tsx";
import { PublicOverview } from "#components/links/public-overview.tsx";
import { Button, buttonStyle } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Logo } from "#components/ui/logo.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Notice } from "#components/ui/states.tsx";
import { packDashboard } from "#lib/analytics/packed-dashboard.ts";
import { readerLocale } from "#lib/http/reader-locale.ts";
import type { PublicView } from "#lib/links/read-link.ts";

type PublicPageProps = {
  view: Exclude<PublicView, { kind: "closed" }>;
  path: string;
  /** What the address says beside the path. */
  search: URLSearchParams;
  /** What every address of this page keeps besides the query, such as `theme=dark`. */
  keep?: string;
  /** Inside another site's page: where the same stands in a tab of its own. */
  tabPath?: string;
};

/** What a page for people without an account shows. */
export async function PublicPage({ view, path, search, keep = "", tabPath }: PublicPageProps) {
  switch (view.kind) {
    case "password":
      return <PasswordForm path={path} search={search} tabPath={tabPath} />;
    case "refused":
      return <LinkRefuses message={view.message} path={keep ? `${path}?${keep}` : path} />;
    case "numbers":
      return (
        <PublicOverview
          query={view.query}
          answer={packDashboard(view.dashboard)}
          locale={readerLocale((await headers()).get("accept-language"))}
          path={path}
          keep={keep}
        />
      );
    default:
      return view satisfies never;
  }
}

/** The header of such a page, where it has a tab of its own, and the room for its numbers. */
export function PublicFrame({ action, children }: { action?: ReactNode; children: ReactNode }) {
  return (
    <>
      <header className="border-line border-b bg-paper">
        <div className="mx-auto flex h-14 max-w-7xl items-center justify-between gap-4 px-4 sm:px-6">
          <a href="/" aria-label="Daybook, home" className="shrink-0 rounded-md">
            <Logo />
          </a>
          {action ?? <span className="text-faint text-sm">Read-only link</span>}
        </div>
      </header>
      <main className="mx-auto max-w-7xl px-4 pt-6 pb-10 sm:px-6 sm:pt-8">{children}</main>
    </>
  );
}

type PasswordFormProps = Pick<PublicPageProps, "path" | "search" | "tabPath">;

/** Asks for a link's password. A plain form: it works in a frame and without JavaScript. */
function PasswordForm({ path, search, tabPath }: PasswordFormProps) {
  const tried = search.get("password");
  const isForgotten = tried === "given";
  return (
    <div className="mx-auto max-w-md px-4 py-10 sm:py-16">
      <Panel>
        <form method="post" action={`${path}/password?${search}`} className="grid gap-5 px-1 py-4">
          <div>
            <h1 className="font-serif text-2xl text-ink tracking-tight">This dashboard has a password</h1>
            <p className="mt-2 text-[15px] text-muted leading-relaxed">
              Whoever gave you the link knows it. It is remembered here for eight hours.
            </p>
          </div>
          {isForgotten && (
            <Notice tone="warn">
              {tabPath
                ? "The password was right, but this browser keeps no cookie for a page inside another. Open it in a tab of its own."
                : "The password was right, but this browser keeps no cookie. Allow cookies for this site, and enter it again."}
            </Notice>
          )}
          {isForgotten && tabPath && (
            <a href={tabPath} target="_blank" rel="noreferrer" className={buttonStyle({})}>
              Open in a tab
            </a>
          )}
          <Field
            label="Password"
            name="password"
            type="password"
            required
            maxLength={200}
            autoComplete="off"
            error={
              tried === "wrong"
                ? "This is not the password."
                : tried === "wait"
                  ? "Too many tries from your network. Try again in a quarter of an hour."
                  : undefined
            }
          />
          <Button type="submit" variant={isForgotten ? "secondary" : "primary"}>
            Show the dashboard
          </Button>
        </form>
      </Panel>
    </div>
  );
}
