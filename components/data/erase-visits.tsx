"use client";

import { type ReactNode, useMemo, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Notice } from "#components/ui/states.tsx";
import { createFormat, type Format } from "#lib/analytics/format.ts";
import type { ReaderLocale } from "#lib/http/reader-locale.ts";
import type { OpenErasure } from "#lib/owners/owner-data.ts";

type Wish = { share_code: string | null; from: string | null; to: string | null };
type Progress =
  | { erasure_id: string; done: boolean; events: number; next_date: string | null }
  | { error: string };

/** What begins an erasure and what goes on with it, both on the server. */
export type ErasureActions = {
  begin: (wish: Wish) => Promise<Progress>;
  goOn: (erasureId: string) => Promise<Progress>;
};

/** Erases in steps, and tells after each how far it has come. An error ends it; asked again it goes on. */
async function eraseAll(
  { begin, goOn }: ErasureActions,
  from: Wish | string,
  tell: (progress: Progress) => void,
): Promise<void> {
  let progress = typeof from === "string" ? await goOn(from) : await begin(from);
  tell(progress);
  while (!("error" in progress) && !progress.done) {
    progress = await goOn(progress.erasure_id);
    tell(progress);
  }
}

type EraseVisitsProps = {
  userCode: string;
  wish: Wish;
  /** Whose visits, as part of a sentence: "of Ana", "that began from 1 to 7 November". */
  what: string;
  label: string;
  actions: ErasureActions;
  format: Format;
};

/** A button, and a dialog that says what goes and what stays and wants the owner's code typed. For owners. */
export function EraseVisits({ userCode, wish, what, label, actions, format }: EraseVisitsProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="danger" size="sm" onClick={() => setOpen(true)}>
        {label}
      </Button>
      {isOpen && (
        <EraseDialog {...{ userCode, wish, what, actions, format }} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

type EraseDialogProps = Omit<EraseVisitsProps, "label"> & { onClose: () => void };

function EraseDialog({ userCode, wish, what, actions, format, onClose }: EraseDialogProps) {
  const [progress, setProgress] = useState<Progress | null>(null);
  const [isPending, setPending] = useState(false);
  const [fault, setFault] = useState<string>();
  const erase = async (form: FormData) => {
    const isConfirmed = String(form.get("confirm")).trim().toLowerCase() === userCode;
    setFault(isConfirmed ? undefined : `Type ${userCode} to confirm.`);
    if (!isConfirmed) return;
    setPending(true);
    await eraseAll(actions, wish, setProgress).catch(() => setProgress({ error: UNREACHED }));
    setPending(false);
  };
  const isDone = progress !== null && !("error" in progress) && progress.done;
  return (
    <Dialog title={`Erase the visits ${what}`} onClose={onClose}>
      <form
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void erase(new FormData(event.currentTarget));
        }}
      >
        <ul className="grid list-disc gap-1.5 pl-5 text-muted text-sm leading-relaxed">
          <li>
            <b className="font-medium text-ink">Goes for good:</b> each of these visits with its page views
            and taps. Their days are counted anew without them, so the numbers shrink.
          </li>
          <li>
            <b className="font-medium text-ink">Stays:</b> the share and its link, visits from now on, and the
            totals of days whose single visits were removed before.
          </li>
          <li>It cannot be undone. An export first keeps a copy.</li>
        </ul>
        {!isDone && (
          <Field
            label={`Type ${userCode} to confirm`}
            name="confirm"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            error={fault}
          />
        )}
        {progress && <ProgressNotice progress={progress} format={format} />}
        <div className="flex flex-wrap gap-2">
          {!isDone && (
            <Button type="submit" variant="danger" pending={isPending}>
              {progress && "error" in progress ? "Go on" : "Erase"}
            </Button>
          )}
          <Button variant="secondary" onClick={onClose}>
            {isDone ? "Done" : isPending ? "Leave it to the nightly run" : "Cancel"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const UNREACHED = "Daybook cannot be reached just now. What is erased stays erased; go on in a moment.";

function ProgressNotice({ progress, format }: { progress: Progress; format: Format }): ReactNode {
  if ("error" in progress) return <Notice tone="bad">{progress.error}</Notice>;
  const erased = `${format.count(progress.events)} ${progress.events === 1 ? "event" : "events"} erased`;
  if (progress.done) return <Notice tone="good">{erased}. The days are counted anew.</Notice>;
  return (
    <Notice>
      {erased}
      {progress.next_date && `, at ${format.dayAndYear(progress.next_date)}`}…
    </Notice>
  );
}

type ErasurePanelProps = {
  userCode: string;
  period: { from: string; to: string };
  open: OpenErasure[];
  actions: ErasureActions;
  /** What a format is made of: the data screen is the server's, which can hand over no functions. */
  locale: ReaderLocale;
  timeZone: string;
};

/** Erasing the visits of the period that the data page shows, and erasures that somebody has left unfinished. For owners. */
export function ErasurePanel({ userCode, period, open, actions, locale, timeZone }: ErasurePanelProps) {
  const format = useMemo(() => createFormat(locale, timeZone), [locale, timeZone]);
  return (
    <Panel
      title="Erase visits"
      description="Single visits of the days above, for good. A contact’s visits are erased on its page, and visitors erase their own by the link on the card"
      actions={
        <EraseVisits
          userCode={userCode}
          wish={{ share_code: null, ...period }}
          what={`of ${format.range(period.from, period.to)}`}
          label="Erase this period"
          actions={actions}
          format={format}
        />
      }
    >
      {open.length > 0 ? (
        <ul className="grid gap-3">
          {open.map((erasure) => (
            <OpenErasureRow key={erasure.erasure_id} erasure={erasure} actions={actions} format={format} />
          ))}
        </ul>
      ) : (
        <p className="text-muted text-sm">No erasure is under way.</p>
      )}
    </Panel>
  );
}

function OpenErasureRow({
  erasure,
  actions,
  format,
}: {
  erasure: OpenErasure;
  actions: ErasureActions;
  format: Format;
}) {
  const [progress, setProgress] = useState<Progress | null>(null);
  const [isPending, setPending] = useState(false);
  const goOn = async () => {
    setPending(true);
    await eraseAll(actions, erasure.erasure_id, setProgress).catch(() => setProgress({ error: UNREACHED }));
    setPending(false);
  };
  const of = [
    erasure.share_code === "" ? "direct visits" : erasure.share_code && `share ${erasure.share_code}`,
    erasure.from && erasure.to && format.range(erasure.from, erasure.to),
  ].filter(Boolean);
  return (
    <li className="grid gap-2">
      <span className="flex flex-wrap items-center justify-between gap-3 text-sm">
        <span>
          The erasure of {of.join(", ")} is not finished: {format.count(erasure.events)} events are gone so
          far. The nightly run goes on with it.
        </span>
        <Button size="sm" variant="secondary" pending={isPending} onClick={goOn}>
          Go on now
        </Button>
      </span>
      {progress && <ProgressNotice progress={progress} format={format} />}
    </li>
  );
}
