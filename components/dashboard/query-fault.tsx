import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Panel } from "#components/ui/panel.tsx";

/** A link whose filter cannot be read, such as one typed by hand: what is wrong with it, and the way back. */
export function QueryFault({ userCode, message }: { userCode: string; message: string }) {
  return (
    <Panel>
      <EmptyState
        className="py-16"
        title="This link's filter cannot be read"
        action={
          <LinkButton href={`/dashboard/${encodeURIComponent(userCode)}`} size="sm">
            Show the last 30 days
          </LinkButton>
        }
      >
        {message}
      </EmptyState>
    </Panel>
  );
}
