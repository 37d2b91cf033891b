"use client";

import { ChevronsUpDown } from "lucide-react";
import { type SubmitEvent, startTransition, useActionState, useEffect, useId, useRef, useState } from "react";
import { AccentCover, monogram } from "#components/card/drawings.tsx";
import { Button } from "#components/ui/button.tsx";
import { Snippet } from "#components/ui/copy-button.tsx";
import { controlStyle, describedBy, Field, Labelled } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/states.tsx";
import {
  cardAddress,
  installSnippet,
  isUserCode,
  suggestUserCode,
  USER_CODE_LENGTH,
} from "#lib/owners/codes.ts";

/** What is wrong, by field; `form`: with the whole. */
export type WelcomeState = {
  errors: { name?: string; user_code?: string; card_url?: string; time_zone?: string; form?: string };
};

type WelcomeFormProps = {
  action: (before: WelcomeState, form: FormData) => Promise<WelcomeState>;
  origin: string;
  timeZones: string[];
};

/** Name, address and time zone of a new owner, with a preview of the card beside them. */
export function WelcomeForm({ action, origin, timeZones }: WelcomeFormProps) {
  const [state, submit, pending] = useActionState(action, { errors: {} });
  const [name, setName] = useState("");
  // Null until the person types a code of their own; until then it follows the name.
  const [ownCode, setOwnCode] = useState<string | null>(null);
  const userCode = ownCode ?? suggestUserCode(name);
  const [place, setPlace] = useState<"here" | "elsewhere">("here");
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    const { name, user_code, card_url, time_zone } = state.errors;
    if (name || user_code || card_url || time_zone) {
      form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
    }
  }, [state]);

  // Sent by hand, because React empties a form that it sends itself, and with it the chosen time zone.
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    startTransition(() => submit(data));
  };

  return (
    <div className="mt-10 grid items-start gap-10 lg:grid-cols-[1fr_1.05fr] lg:gap-16">
      <form ref={form} action={submit} onSubmit={send} noValidate className="grid gap-6">
        {state.errors.form && <Notice tone="bad">{state.errors.form}</Notice>}
        <Field
          label="Name on the card"
          name="name"
          autoComplete="name"
          placeholder="Clara Whitfield"
          maxLength={100}
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={state.errors.name}
        />
        <Field
          label="Address"
          name="user_code"
          prefix="/c/"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={USER_CODE_LENGTH}
          required
          value={userCode}
          onChange={(event) => setOwnCode(event.target.value.toLowerCase().replaceAll(" ", "-"))}
          hint="Your owner code. Letters a–z, digits, - and _. It cannot be changed later."
          error={state.errors.user_code}
        />
        <fieldset className="grid gap-2">
          <legend className="mb-1.5 font-medium text-ink text-sm">Where is your card?</legend>
          <Choice
            value="here"
            title="Make a small one here"
            text="Name, picture and how to reach you, in two minutes."
            checked={place === "here"}
            onChange={setPlace}
          />
          <Choice
            value="elsewhere"
            title="On a site of my own"
            text="Daybook counts it with one line of code."
            checked={place === "elsewhere"}
            onChange={setPlace}
          />
          {place === "elsewhere" && (
            <Field
              label="Its address"
              name="card_url"
              inputMode="url"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={500}
              placeholder="https://example.com"
              error={state.errors.card_url}
            />
          )}
        </fieldset>
        <TimeZoneField timeZones={timeZones} error={state.errors.time_zone} />
        <Button type="submit" size="lg" pending={pending} className="sm:justify-self-start">
          {pending ? "Opening your daybook…" : "Open my daybook"}
        </Button>
      </form>
      <CardPreview name={name} userCode={userCode} origin={origin} isElsewhere={place === "elsewhere"} />
    </div>
  );
}

type ChoiceProps = {
  value: "here" | "elsewhere";
  title: string;
  text: string;
  checked: boolean;
  onChange: (value: "here" | "elsewhere") => void;
};

function Choice({ value, title, text, checked, onChange }: ChoiceProps) {
  return (
    <label className="flex cursor-pointer gap-3 rounded-xl border border-edge bg-surface px-4 py-3 has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2">
      <input
        type="radio"
        name="place"
        value={value}
        checked={checked}
        onChange={() => onChange(value)}
        className="mt-1 size-4 accent-(--accent)"
      />
      <span>
        <span className="block font-medium text-[15px] text-ink">{title}</span>
        <span className="block text-muted text-sm">{text}</span>
      </span>
    </label>
  );
}

type TimeZoneFieldProps = { timeZones: string[]; error: string | undefined };

/** Chooses a time zone; the browser's own is chosen at first. A native list: it has 400 entries, and typing finds one. */
function TimeZoneField({ timeZones, error }: TimeZoneFieldProps) {
  const id = useId();
  const [zone, setZone] = useState("UTC");
  const [detected, setDetected] = useState<string>();

  // The server does not know the browser's zone, so it is chosen after the first paint.
  useEffect(() => {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    setDetected(here);
    setZone(here);
  }, []);

  const listed = timeZones.includes(zone) ? timeZones : [zone, ...timeZones];
  const hint = `${detected === zone ? "Found in your browser. " : ""}Your days begin and end by this clock.`;
  return (
    <Labelled id={id} label="Time zone" hint={hint} error={error}>
      <div className="relative">
        <select
          {...describedBy(id, { hint, error })}
          name="time_zone"
          value={zone}
          onChange={(event) => setZone(event.target.value)}
          className={`${controlStyle} cursor-pointer appearance-none pr-10`}
        >
          {listed.map((name) => (
            <option key={name} value={name}>
              {name.replaceAll("_", " ")}
            </option>
          ))}
        </select>
        <ChevronsUpDown
          aria-hidden="true"
          className="pointer-events-none absolute top-3.5 right-3.5 size-4 text-faint"
        />
      </div>
    </Labelled>
  );
}

type CardPreviewProps = { name: string; userCode: string; origin: string; isElsewhere: boolean };

/** What name and code become while they are typed: the head of the card and its address, and the line for a site of one's own. */
function CardPreview({ name, userCode, origin, isElsewhere }: CardPreviewProps) {
  const shownCode = isUserCode(userCode) ? userCode : "your-code";
  const address = cardAddress(origin, shownCode).replace(/^https?:\/\//, "");

  return (
    <section aria-label="Preview" className="grid min-w-0 gap-4">
      <div className="overflow-hidden rounded-3xl border border-line bg-surface shadow-sheet">
        <AccentCover className="block h-28 w-full" />
        <div className="px-6 pb-6">
          <span
            aria-hidden="true"
            className="-mt-9 relative grid size-18 place-items-center rounded-full bg-accent-soft font-medium font-serif text-2xl text-accent ring-4 ring-surface"
          >
            {monogram(name) || "·"}
          </span>
          <p
            className={`mt-3 truncate font-medium font-serif text-[1.75rem] leading-tight tracking-tight ${name.trim() ? "text-ink" : "text-faint"}`}
          >
            {name.trim() || "Your name"}
          </p>
          <p className="mt-1 break-all font-mono text-[13px] text-muted">
            {address.slice(0, -shownCode.length)}
            <span className="text-accent">{shownCode}</span>
          </p>
        </div>
      </div>
      {isElsewhere && <Snippet what="line for your own site" code={installSnippet(origin, shownCode)} />}
    </section>
  );
}
