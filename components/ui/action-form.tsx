"use client";

import { type ReactNode, startTransition } from "react";

type ActionFormProps = {
  /** What `useActionState` gave. */
  action: (form: FormData) => void;
  className?: string;
  children: ReactNode;
};

/**
 * A form whose faults are told by its action, in our words. Sent by hand, because React empties a form that it sends
 * itself: what was typed stays where it has to be mended. Without JavaScript the action is still there.
 */
export function ActionForm({ action, className, children }: ActionFormProps) {
  return (
    <form
      action={action}
      noValidate
      className={className}
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        startTransition(() => action(form));
      }}
    >
      {children}
    </form>
  );
}
