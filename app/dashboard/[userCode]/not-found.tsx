import { DashboardMessage } from "#components/frame/dashboard-message.tsx";
import { LinkButton } from "#components/ui/button.tsx";

export default function DashboardNotFound() {
  return (
    <DashboardMessage
      title="There is no such dashboard for you"
      action={
        <LinkButton href="/dashboard" size="sm">
          See your own
        </LinkButton>
      }
    >
      Check the address, or ask its owner to add you as a member. You may also be signed in with another
      e-mail address.
    </DashboardMessage>
  );
}
