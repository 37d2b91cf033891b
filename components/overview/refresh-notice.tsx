import { Button } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import type { AnalyticsError } from "#lib/supabase/member-errors.ts";

type RefreshNoticeProps = {
  error: AnalyticsError;
  dashboard: Dashboard;
  format: Format;
  onRetry: () => void;
};

/** Says that the numbers have stopped moving, from when they are, and what to do. */
export function RefreshNotice({ error, dashboard, format, onRetry }: RefreshNoticeProps) {
  const signedOut = error.code === "signed_out";
  return (
    <Notice tone="warn">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p>
          {signedOut ? "You have been signed out. " : `${error.message} Daybook keeps trying. `}
          The numbers below are from {format.time(dashboard.computed_at)}.
        </p>
        {signedOut ? (
          <LinkButton
            href={`/sign-in?next=/dashboard/${encodeURIComponent(dashboard.owner.user_code)}`}
            variant="secondary"
            size="sm"
          >
            Sign in again
          </LinkButton>
        ) : (
          <Button variant="secondary" size="sm" onClick={onRetry}>
            Try now
          </Button>
        )}
      </div>
    </Notice>
  );
}
