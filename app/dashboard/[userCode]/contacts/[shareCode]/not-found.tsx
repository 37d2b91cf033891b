import { DashboardMessage } from "#components/frame/dashboard-message.tsx";
import { LinkButton } from "#components/ui/button.tsx";

export default function ContactNotFound() {
  return (
    <DashboardMessage
      title="There is no such contact"
      action={
        <LinkButton href="/dashboard" size="sm">
          See your dashboard
        </LinkButton>
      }
    >
      No share has this code, and nobody ever came by it. Check the address, or whether you are signed in with
      the right e-mail address.
    </DashboardMessage>
  );
}
