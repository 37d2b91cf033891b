"use client";

import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { ActionForm, type FormAction } from "#components/ui/action-form.tsx";
import { Button } from "#components/ui/button.tsx";

type DialogProps = { title: string; description?: ReactNode; onClose: () => void; children: ReactNode };

/** A dialog over the page, open while it is mounted. The browser's own `<dialog>` keeps the focus inside and closes on Esc. */
export function Dialog({ title, description, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    // The first field gets the focus, which a browser would give to the button that closes.
    dialog.current?.querySelector<HTMLElement>("input:not([type=hidden])")?.focus();
    // Unmounting gives the focus back to what had it, or to the page when that is gone; it would be lost otherwise.
    return () => {
      const back = before?.isConnected && before !== document.body ? before : document.querySelector("main");
      if (back instanceof HTMLElement) back.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc is the keyboard's way, and the browser sees to it
    <dialog
      ref={dialog}
      aria-labelledby={id}
      // Closed at once rather than on the later `close` event: a key pressed in between would count as this dialog's.
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      className="m-auto max-h-[calc(100dvh-2rem)] w-[min(28rem,calc(100vw-2rem))] overflow-y-auto rounded-2xl border border-line bg-surface p-0 text-ink shadow-sheet backdrop:bg-ink/30 backdrop:backdrop-blur-[2px]"
    >
      <div className="p-5 sm:p-6">
        <header className="mb-5 flex items-start justify-between gap-4">
          <div className="min-w-0">
            <h2 id={id} className="font-serif text-2xl leading-tight tracking-tight [overflow-wrap:anywhere]">
              {title}
            </h2>
            {description && <p className="mt-1 text-muted text-sm leading-snug">{description}</p>}
          </div>
          <button
            type="button"
            aria-label="Close"
            onClick={onClose}
            className="-mt-1 -mr-1.5 grid size-9 shrink-0 cursor-pointer place-items-center rounded-lg text-muted hover:bg-sunken hover:text-ink"
          >
            <X aria-hidden="true" className="size-4" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

type FormDialogProps = {
  title: string;
  description?: ReactNode;
  action: FormAction;
  /** The label of the button that sends the form. */
  submit: string;
  /** `danger` for what cannot be taken back. */
  variant?: "primary" | "danger";
  onClose: () => void;
  /** The form's fields, given what is wrong with each by its name. */
  fields: (errors: Record<string, string>) => ReactNode;
  /** In place of the form, what it has made: a secret that is shown this once. */
  made?: (secret: string) => ReactNode;
  /** Below the form, such as another form. */
  children?: ReactNode;
};

/** A `ref` that gives a button the focus when it appears. */
export const takeFocus = (button: HTMLButtonElement | null) => button?.focus();

/** A dialog that holds a form, with a button that sends it and one that closes the dialog. Once it is done, only the latter. */
export function FormDialog(props: FormDialogProps) {
  const { title, description, action, submit, variant = "primary", onClose, fields, made, children } = props;
  return (
    <Dialog title={title} description={description} onClose={onClose}>
      <ActionForm action={action} className="grid gap-4">
        {({ errors, done, secret, pending, result }) =>
          done || secret ? (
            <>
              {result}
              {secret && made?.(secret)}
              <div>
                <Button ref={takeFocus} onClick={onClose}>
                  Done
                </Button>
              </div>
            </>
          ) : (
            <>
              {fields(errors)}
              {result}
              <div className="flex flex-wrap gap-2">
                <Button type="submit" variant={variant} pending={pending}>
                  {submit}
                </Button>
                <Button variant="secondary" onClick={onClose}>
                  Cancel
                </Button>
              </div>
            </>
          )
        }
      </ActionForm>
      {children}
    </Dialog>
  );
}
