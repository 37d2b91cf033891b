"use client";

import type { ReactNode } from "react";
import { Snippet } from "#components/ui/copy-button.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { installSnippet } from "#lib/owners/codes.ts";

type InstallGuideProps = { origin: string; userCode: string };

/** How the tracker gets onto a site, by what the site is made with. True to docs/tracker.md. */
export function InstallGuide({ origin, userCode }: InstallGuideProps) {
  const line = installSnippet(origin, userCode);
  const tabs = [
    {
      key: "html",
      label: "HTML",
      content: (
        <Way code={line}>
          Put this line before <code>&lt;/head&gt;</code> of every page.
        </Way>
      ),
    },
    {
      key: "wordpress",
      label: "WordPress",
      content: (
        <Way
          code={`add_action('wp_head', function () {\n  echo '${line}';\n});`}
          what="lines for functions.php"
        >
          Put this into a code snippet plugin, or into <code>functions.php</code> of a child theme. Plugins
          that delay or combine JavaScript should leave tracker.js alone.
        </Way>
      ),
    },
    {
      key: "builders",
      label: "Webflow, Wix, Squarespace",
      content: (
        <Way code={line}>
          Webflow: Site settings → Custom code → Head code. Wix: Settings → Custom code → Head, on all pages.
          Squarespace: Settings → Advanced → Code injection → Header. Paste the line, save, publish.
        </Way>
      ),
    },
    {
      key: "next",
      label: "Next.js, React",
      content: (
        <Way
          code={`<Script\n  src="${origin}/tracker.js"\n  data-user-code="${userCode}"\n  strategy="afterInteractive"\n/>`}
          what="lines for the layout"
        >
          Next.js: in the body of <code>app/layout.tsx</code>, with Script from next/script. Other React apps:
          put the line for HTML into <code>index.html</code>. Changes of page are counted by themselves.
        </Way>
      ),
    },
    {
      key: "gtm",
      label: "Tag Manager",
      content: (
        <Way
          code={`<script>window.daybook_config = { userCode: "${userCode}", endpoint: "${origin}/api/ingest" };</script>\n<script defer src="${origin}/tracker.js"></script>`}
          what="custom HTML tag"
        >
          New tag → Custom HTML → this, triggered on all pages. The settings stand beside the script, because
          a tag manager takes a script’s attributes away.
        </Way>
      ),
    },
  ];
  return (
    <div className="min-w-0">
      <Tabs label="How your site is made" tabs={tabs}>
        {(list, panel) => (
          <>
            <div className="[&>[role=tablist]]:px-0">{list}</div>
            {panel}
          </>
        )}
      </Tabs>
      <p className="mt-3 text-muted text-sm leading-relaxed">
        Trying it on your own machine? Visits on <code>localhost</code> are not counted unless the script has{" "}
        <code>data-allow-local</code>. Where you have named allowed origins, visits from any other site are
        refused and counted as such. For everything else, see{" "}
        <a href="/docs/tracker" target="_blank" rel="noreferrer" className="text-link">
          the tracker’s documentation
        </a>
        .
      </p>
    </div>
  );
}

function Way({
  code,
  what = "install snippet",
  children,
}: {
  code: string;
  what?: string;
  children: ReactNode;
}) {
  return (
    <div className="grid min-w-0 gap-3">
      <p className="text-muted text-sm leading-relaxed">{children}</p>
      <Snippet code={code} what={what} />
    </div>
  );
}
