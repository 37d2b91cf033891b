import { DashboardMessage } from "#components/frame/dashboard-message.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";

/** A link whose filter cannot be read, such as one typed by hand: what is wrong with it, and the way back. */
export function QueryFault({ userCode, message }: { userCode: string; message: string }) {
  return (
    <DashboardMessage
      title="This link’s filter cannot be read"
      action={
        <LinkButton href={`/dashboard/${encodeURIComponent(userCode)}`} size="sm">
          Show the last 30 days
        </LinkButton>
      }
    >
      {message}
    </DashboardMessage>
  );
}
