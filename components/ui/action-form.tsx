"use client";

import { type ReactNode, startTransition, useActionState, useLayoutEffect, useRef } from "react";
import { Notice } from "#components/ui/states.tsx";
import type { FormState } from "#lib/owners/form-state.ts";

/** A server action behind a form. */
export type FormAction = (before: FormState, form: FormData) => Promise<FormState>;

/** What a form shows of its last sending. */
type SentForm = {
  /** What is wrong, by the name of the field. */
  errors: Record<string, string>;
  /** What was done, in a sentence. */
  done: string | undefined;
  /** What is shown this once. */
  secret: string | undefined;
  pending: boolean;
  /** `done`, or what is wrong with the whole form, as a notice. */
  result: ReactNode;
  /** The code of a share that was made, or of one that is there already. */
  made: string | undefined;
  twin: string | undefined;
};

type ActionFormProps = {
  action: FormAction;
  className?: string;
  children: (sent: SentForm) => ReactNode;
};

/**
 * A form that a server action answers. It is sent by hand, because React empties a form that it sends itself: what was
 * typed stays where it has to be corrected. Without JavaScript the browser sends it.
 */
export function ActionForm({ action, className, children }: ActionFormProps) {
  const [state, submit, pending] = useActionState(action, {});
  // Enter twice within one frame sends a form once: `pending` is known only with the next one.
  const isUnderWay = useRef(false);
  // Before the answer is painted: whoever sees it may send the form again.
  useLayoutEffect(() => {
    if (!pending) isUnderWay.current = false;
  }, [pending]);
  return (
    <form
      action={submit}
      noValidate
      className={className}
      onSubmit={(event) => {
        event.preventDefault();
        if (isUnderWay.current) return;
        isUnderWay.current = true;
        const form = new FormData(event.currentTarget, event.submitter);
        startTransition(() => submit(form));
      }}
    >
      {children({
        errors: state.errors ?? {},
        done: state.done,
        secret: state.secret,
        pending,
        result: <FormResult state={state} />,
        made: state.made,
        twin: state.twin,
      })}
    </form>
  );
}

/** What came of sending a form, apart from what is wrong with single fields. */
export function FormResult({ state }: { state: FormState }) {
  if (state.errors?.form) return <Notice tone="bad">{state.errors.form}</Notice>;
  if (state.done) return <Notice tone="good">{state.done}</Notice>;
  return null;
}
