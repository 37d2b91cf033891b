import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Panel } from "#components/ui/panel.tsx";

export default function DashboardNotFound() {
  return (
    <Panel>
      <EmptyState
        className="py-16"
        title="There is no such dashboard for you"
        action={
          <LinkButton href="/dashboard" size="sm">
            See your own
          </LinkButton>
        }
      >
        Check the address, or ask its owner to add you as a member. You may also be signed in with another
        address.
      </EmptyState>
    </Panel>
  );
}
