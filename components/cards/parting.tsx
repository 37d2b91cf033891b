"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import type { FormAction } from "#components/ui/action-form.tsx";
import { Button, buttonStyle } from "#components/ui/button.tsx";
import { FormDialog } from "#components/ui/dialog.tsx";
import { Field, SelectField } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/states.tsx";
import type { Format } from "#lib/analytics/format.ts";
import type { Deletion } from "#lib/analytics/member-cards.ts";
import { DEFAULT_QUERY, type Query } from "#lib/analytics/query.ts";
import { exportAddress } from "#lib/export/export-address.ts";
import type { FormState } from "#lib/owners/form-state.ts";

type DialogButtonProps = {
  label: string;
  variant?: "secondary" | "danger";
  dialog: (close: () => void) => ReactNode;
};

function DialogButton({ label, variant = "secondary", dialog }: DialogButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button size="sm" variant={variant} className="relative" onClick={() => setIsOpen(true)}>
        {label}
      </Button>
      {isOpen && dialog(() => setIsOpen(false))}
    </>
  );
}

/** Takes the member out of a card, after asking. */
export function LeaveButton({ name, action }: { name: string; action: () => Promise<FormState> }) {
  return (
    <DialogButton
      label="Leave"
      dialog={(close) => (
        <FormDialog
          title={`Leave ${name}?`}
          description="You see its numbers no longer, at once. The card stays as it is; an owner can invite you again."
          action={action}
          submit="Leave this card"
          onClose={close}
          fields={() => null}
        />
      )}
    />
  );
}

/** Another member, who can get a card. */
export type Successor = { user_id: string; email: string | null; role: string };

/** Makes another member the owner of a card. */
export function HandOverButton({
  name,
  members,
  action,
}: {
  name: string;
  members: Successor[];
  action: FormAction;
}) {
  return (
    <DialogButton
      label="Hand over"
      dialog={(close) => (
        <FormDialog
          title={`Hand ${name} over`}
          description="Who gets it is its owner from then on, with everything an owner may do. You stay as an editor, and can leave."
          action={action}
          submit="Hand over"
          onClose={close}
          fields={(errors) => (
            <SelectField label="New owner" name="user_id" error={errors.user_id}>
              {members.map(({ user_id, email, role }) => (
                <option key={user_id} value={user_id}>
                  {email ?? "A member without an e-mail address"} ({role})
                </option>
              ))}
            </SelectField>
          )}
        />
      )}
    />
  );
}

/** Deletes a card with everything under it, after its code was typed. */
export function DeleteButton({
  userCode,
  name,
  action,
}: {
  userCode: string;
  name: string;
  action: FormAction;
}) {
  return (
    <DialogButton
      label="Delete this card"
      variant="danger"
      dialog={(close) => (
        <FormDialog
          title={`Delete ${name}?`}
          description="Its numbers, events, shares, groups and members go for good. Links that you handed out lead nowhere any more."
          action={action}
          submit="Delete for good"
          onClose={close}
          fields={(errors) => (
            <>
              <div className="grid gap-2">
                <p className="text-muted text-sm leading-snug">Take along what you want to keep:</p>
                <div className="flex flex-wrap gap-2">
                  {TO_TAKE.map(({ table, label }) => (
                    <a
                      key={table}
                      download
                      href={`${exportAddress(userCode, table, ALL_TIME)}&format=csv`}
                      className={buttonStyle({ variant: "secondary", size: "sm" })}
                    >
                      {label}
                    </a>
                  ))}
                </div>
              </div>
              <Field
                label="Code of the card"
                name="code"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                hint={`Type ${userCode} to go on.`}
                error={errors.code}
              />
            </>
          )}
        />
      )}
    />
  );
}

const ALL_TIME: Query = {
  ...DEFAULT_QUERY,
  range: { kind: "period", period: "all" },
  compare: "none",
};

const TO_TAKE = [
  { table: "days", label: "Days" },
  { table: "contacts", label: "Contacts" },
  { table: "visits", label: "Visits" },
] as const;

/** Goes on with a deletion for a while, and says how far it is. */
export type ContinueDeletion = (
  userCode: string,
) => Promise<{ rows: number; removed: number; done: boolean } | { fault: string }>;

type DeletionProgressProps = { deletion: Deletion; format: Format; continueDeletion: ContinueDeletion };

/** Deletes a card step by step while it is shown, and says how far that is. */
export function DeletionProgress({ deletion, format, continueDeletion }: DeletionProgressProps) {
  const { user_code, name } = deletion;
  const router = useRouter();
  const [progress, setProgress] = useState({ rows: deletion.rows, removed: deletion.removed, done: false });
  const [fault, setFault] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt begins it anew
  useEffect(() => {
    let isShown = true;
    const goOn = async () => {
      while (isShown) {
        const answer = await continueDeletion(user_code).catch(() => ({
          fault: "Daybook cannot be reached.",
        }));
        if (!isShown) return;
        if ("fault" in answer) return setFault(answer.fault);
        // The last answer knows no rows any more: they are all gone.
        setProgress((was) => (answer.done ? { ...was, removed: was.rows, done: true } : answer));
        if (answer.done) return;
      }
    };
    void goOn();
    return () => {
      isShown = false;
    };
  }, [user_code, attempt, continueDeletion]);

  if (progress.done) {
    return (
      <Notice tone="good">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p>
            {name} is deleted. Its code <span className="font-mono">{user_code}</span> is free again.
          </p>
          <Button size="sm" variant="secondary" onClick={() => router.refresh()}>
            Close
          </Button>
        </div>
      </Notice>
    );
  }
  // There may be more rows than were estimated.
  const rows = Math.max(progress.rows, progress.removed);
  return (
    <Notice tone={fault ? "warn" : "plain"}>
      <div className="grid gap-2">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p>
            {fault ? `${name} is not deleted wholly yet. ${fault}` : `${name} is being deleted.`} You may
            close this page: what is left goes tonight.
          </p>
          {fault && (
            <Button
              size="sm"
              variant="secondary"
              onClick={() => {
                setFault(null);
                setAttempt((was) => was + 1);
              }}
            >
              Try again
            </Button>
          )}
        </div>
        <progress
          max={Math.max(rows, 1)}
          value={progress.removed}
          aria-label={`Deleting ${name}`}
          className="h-1.5 w-full overflow-hidden rounded-full accent-accent"
        />
        <p className="text-muted text-xs tabular-nums">
          {format.count(progress.removed)} of about {format.count(rows)} rows are gone.
        </p>
      </div>
    </Notice>
  );
}
