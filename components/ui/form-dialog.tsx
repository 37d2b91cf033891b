"use client";

import type { ReactNode } from "react";
import { ActionForm, type FormAction } from "#components/ui/action-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";

type FormDialogProps = {
  title: string;
  description?: ReactNode;
  action: FormAction;
  /** The label of the button that sends the form. */
  submit: string;
  onClose: () => void;
  /** The form's fields, given what is wrong with each by its name. */
  fields: (errors: Record<string, string>) => ReactNode;
  /** Below the form, such as another form. */
  children?: ReactNode;
};

/** A dialog that holds a form, with a button that sends it and one that closes the dialog. */
export function FormDialog(props: FormDialogProps) {
  const { title, description, action, submit, onClose, fields, children } = props;
  return (
    <Dialog title={title} description={description} onClose={onClose}>
      <ActionForm action={action} className="grid gap-4">
        {({ errors, done, pending, result }) => (
          <>
            {fields(errors)}
            {result}
            <div className="flex flex-wrap gap-2">
              <Button type="submit" pending={pending}>
                {submit}
              </Button>
              <Button variant="secondary" onClick={onClose}>
                {done ? "Done" : "Cancel"}
              </Button>
            </div>
          </>
        )}
      </ActionForm>
      {children}
    </Dialog>
  );
}
