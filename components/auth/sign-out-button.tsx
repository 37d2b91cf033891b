import { LogOut } from "lucide-react";
import { LeaveWhenSignedOut } from "#components/auth/session-watch.tsx";
import { Button } from "#components/ui/button.tsx";

type SignOutButtonProps = { action: () => Promise<void>; className?: string };

/** Signs out, and leaves the page when another tab has. `action` is the server action `signOut`. */
export function SignOutButton({ action, className }: SignOutButtonProps) {
  return (
    <form action={action} className={className}>
      <LeaveWhenSignedOut />
      <Button type="submit" variant="ghost" size="sm">
        <LogOut aria-hidden="true" />
        Sign out
      </Button>
    </form>
  );
}
