import { LogOut } from "lucide-react";
import { Button } from "#components/ui/button.tsx";

type SignOutButtonProps = { action: () => Promise<void>; className?: string };

/** Signs out. `action` is the server action `signOut`. */
export function SignOutButton({ action, className }: SignOutButtonProps) {
  return (
    <form action={action} className={className}>
      <Button type="submit" variant="ghost" size="sm">
        <LogOut aria-hidden="true" />
        Sign out
      </Button>
    </form>
  );
}
