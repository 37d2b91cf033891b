import type { ReactNode } from "react";
import { Button, LinkButton } from "#components/ui/button.tsx";
import { Panel } from "#components/ui/panel.tsx";

type LinkMessageProps = { title: string; children: ReactNode; action?: ReactNode };

/** What stands in place of a link's numbers. */
function LinkMessage({ title, children, action }: LinkMessageProps) {
  return (
    <div className="mx-auto max-w-xl px-4 py-10 sm:py-20">
      <Panel>
        <div className="flex flex-col items-center px-2 py-10 text-center">
          <h1 className="font-serif text-2xl text-ink tracking-tight">{title}</h1>
          <p className="mt-3 text-[15px] text-muted leading-relaxed [overflow-wrap:anywhere]">{children}</p>
          {action && <div className="mt-6">{action}</div>}
        </div>
      </Panel>
    </div>
  );
}

/** For links that are unknown, revoked or have expired: which of them is not told. */
export function LinkClosed() {
  return (
    <LinkMessage title="This link is not open">
      It may have ended, or been taken back, or a part of its address is missing. Whoever gave it to you can
      make a new one.
    </LinkMessage>
  );
}

/** While the database is out of reach. */
export function LinkAway({ onRetry }: { onRetry: () => void }) {
  return (
    <LinkMessage
      title="The numbers cannot be read just now"
      action={
        <Button size="sm" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      Visits are still counted meanwhile. Try again in a moment.
    </LinkMessage>
  );
}

/** For what the address asks for and the link does not show. */
export function LinkRefuses({ message, path }: { message: string; path: string }) {
  return (
    <LinkMessage
      title="This cannot be shown"
      action={
        <LinkButton href={path} size="sm">
          Show what can be seen here
        </LinkButton>
      }
    >
      {message}
    </LinkMessage>
  );
}

/** In a page that is open while its password ends. */
export function PasswordAgain() {
  return (
    <LinkMessage
      title="Please enter the password again"
      action={
        <Button size="sm" onClick={() => location.reload()}>
          Enter the password
        </Button>
      }
    >
      It is remembered for eight hours, in this browser only.
    </LinkMessage>
  );
}
