"use client";

import { ArrowDown, ArrowUp, ExternalLink, ImageUp, Plus, Trash2 } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { CardHome } from "#components/card/card-pages.tsx";
import { Monogram } from "#components/card/drawings.tsx";
import { shrinkPicture } from "#components/card/shrink-picture.ts";
import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import { ActionForm, type FormAction } from "#components/ui/action-form.tsx";
import { Button, LinkButton } from "#components/ui/button.tsx";
import { Field, SelectField } from "#components/ui/field.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Notice } from "#components/ui/states.tsx";
import {
  ACCENTS,
  type Accent,
  type CardDraft,
  cardOf,
  EMPTY_DRAFT,
  MOST_LINKS,
  MOST_METHODS,
  type StoredCard,
  shownCard,
} from "#lib/card/card.ts";
import { CARD_TARGETS, type CardTarget, methodForm } from "#lib/card/methods.ts";
import { canEdit, type Role } from "#lib/owners/roles.ts";

/** A line of a list that is being edited, with an id that stays with it when it moves. */
type Line<T> = T & { id: number };
type MethodLine = Line<CardDraft["methods"][number]>;
type LinkLine = Line<CardDraft["links"][number]>;

const ACCENT_NAMES: Record<Accent, string> = {
  pine: "Pine",
  blue: "Blue",
  plum: "Plum",
  rust: "Rust",
  slate: "Slate",
};

/** What a new card begins with; what stays empty is not saved. */
const FIRST_METHODS: CardTarget[] = ["phone", "whatsapp", "email"];

const numbered = <T extends object>(rows: readonly T[]): Line<T>[] => rows.map((row, id) => ({ ...row, id }));

type CardEditorProps = { stored: StoredCard; role: Role; action: FormAction };

/** The form of the card that stands here, with the card itself beside it as it is typed. */
export function CardEditor({ stored, role, action }: CardEditorProps) {
  const { user_code, card_url } = stored;
  const { pages = null, ...saved } = { ...EMPTY_DRAFT, ...stored.card };
  const isNew = stored.card === null;
  const [name, setName] = useState(stored.name);
  const [texts, setTexts] = useState(saved);
  const [methods, setMethods] = useState<MethodLine[]>(() =>
    numbered(isNew ? FIRST_METHODS.map((target) => ({ target, value: "", label: "" })) : saved.methods),
  );
  const [links, setLinks] = useState<LinkLine[]>(() => numbered(saved.links));
  // "": as it is; "none": removed; else a new one in base64.
  const [picture, setPicture] = useState("");
  const change = (changes: Partial<CardDraft>) => setTexts({ ...texts, ...changes });

  const draft = useMemo<CardDraft>(
    () => ({
      ...texts,
      methods: methods.filter(({ value }) => value.trim() !== "").map(({ id: _, ...method }) => method),
      links: links.filter(({ label, address }) => label + address !== "").map(({ id: _, ...link }) => link),
    }),
    [texts, methods, links],
  );
  const shownPicture =
    picture === ""
      ? shownCard(stored).picture
      : picture === "none"
        ? null
        : `data:image/jpeg;base64,${picture}`;
  const card = cardOf(
    { userCode: user_code, name: name.trim() || "Your name", picture: shownPicture },
    draft,
    pages,
  );

  return (
    <div className="grid gap-5 pb-16 [&>*]:min-w-0">
      <ScreenHeading
        title="Card"
        actions={
          <LinkButton href={`/c/${user_code}`} target="_blank" variant="secondary" size="sm">
            Open card <ExternalLink aria-hidden="true" />
          </LinkButton>
        }
      >
        Who you are, and how people reach you. Every visit and every tap on it is counted.
      </ScreenHeading>
      {card_url && (
        <Notice>
          Your links lead to <span className="[overflow-wrap:anywhere]">{card_url}</span>. Save a card here,
          and they lead to it instead.
        </Notice>
      )}
      {!canEdit(role) && <Notice>You can see the card here. Owners and editors can change it.</Notice>}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_25rem] lg:gap-8 [&>*]:min-w-0">
        <ActionForm action={action}>
          {({ errors, done, pending, result }) => (
            <fieldset disabled={!canEdit(role)} className="grid gap-5 disabled:opacity-70 [&>*]:min-w-0">
              <input type="hidden" name="card" value={JSON.stringify({ ...draft, name })} />
              <input type="hidden" name="picture" value={picture} />
              <Panel title="You">
                <div className="grid gap-4">
                  <PictureField name={name} src={shownPicture} error={errors.picture} onChange={setPicture} />
                  <Field
                    label="Name"
                    value={name}
                    maxLength={120}
                    autoComplete="name"
                    onChange={(event) => setName(event.target.value)}
                    error={errors.name}
                  />
                  <div className="grid gap-4 sm:grid-cols-2">
                    <Field
                      label="Role"
                      value={texts.role}
                      maxLength={80}
                      placeholder="Interior architect"
                      autoComplete="organization-title"
                      onChange={(event) => change({ role: event.target.value })}
                      error={errors.role}
                    />
                    <Field
                      label="Organisation"
                      value={texts.organisation}
                      maxLength={80}
                      placeholder="Whitfield Studio"
                      autoComplete="organization"
                      onChange={(event) => change({ organisation: event.target.value })}
                      error={errors.organisation}
                    />
                  </div>
                  <Field
                    label="Place"
                    value={texts.place}
                    maxLength={80}
                    placeholder="Bristol, England"
                    onChange={(event) => change({ place: event.target.value })}
                    error={errors.place}
                  />
                  <Field
                    label="One line about you"
                    value={texts.line}
                    maxLength={240}
                    placeholder="I make small rooms feel generous."
                    onChange={(event) => change({ line: event.target.value })}
                    error={errors.line}
                  />
                  <AccentField accent={texts.accent} onChange={(accent) => change({ accent })} />
                </div>
              </Panel>
              <Methods
                methods={methods}
                errors={errorsOfShown(errors, methods, "methods")}
                onChange={setMethods}
              />
              <Links links={links} errors={errorsOfShown(errors, links, "links")} onChange={setLinks} />
              {result}
              {Object.keys(errors).some((place) => place !== "form") && (
                <Notice tone="bad">Not saved yet: please look at what is marked.</Notice>
              )}
              {canEdit(role) && (
                <div className="flex flex-wrap gap-2">
                  <Button type="submit" pending={pending}>
                    {isNew && !done ? "Make my card" : "Save"}
                  </Button>
                  {done && (
                    <LinkButton href={`/dashboard/${user_code}/shares?new`} variant="secondary">
                      Share it with somebody
                    </LinkButton>
                  )}
                </div>
              )}
            </fieldset>
          )}
        </ActionForm>
        <section aria-label="Preview" className="lg:sticky lg:top-6">
          <h2 className="mb-2 text-muted text-sm lg:sr-only">Preview</h2>
          <div
            inert
            data-accent={card.accent}
            className="overflow-clip rounded-[2rem] border border-line bg-paper shadow-sheet"
          >
            <CardHome card={card} shareCode="" />
          </div>
        </section>
      </div>
    </div>
  );
}

/**
 * The errors of a list's lines by their ids and fields. The server counts the lines that were sent, which are those with
 * something in them.
 */
function errorsOfShown(
  errors: Record<string, string>,
  lines: Line<{ value?: string; label: string; address?: string }>[],
  list: string,
): Record<string, string> {
  const sent = lines.filter(({ value, label, address }) =>
    value === undefined ? label + address !== "" : value.trim() !== "",
  );
  return Object.fromEntries(
    Object.entries(errors).flatMap(([place, message]) => {
      const [inList, index, field] = place.split(".");
      const line = inList === list ? sent[Number(index)] : undefined;
      return line ? [[`${line.id}.${field}`, message]] : [];
    }),
  );
}

type PictureFieldProps = {
  name: string;
  src: string | null;
  error: string | undefined;
  onChange: (picture: string) => void;
};

/** Chooses a photo, which is made small here before it is sent. */
function PictureField({ name, src, error, onChange }: PictureFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<string>();
  const choose = async (file: File | undefined) => {
    if (!file) return;
    const small = await shrinkPicture(file);
    setFault(small ? undefined : "This file is no photo that can be read. Choose a JPEG, PNG or WebP.");
    if (small) onChange(small);
  };
  const wrong = fault ?? error;
  return (
    <div className="flex items-center gap-4">
      {src ? (
        // biome-ignore lint/performance/noImgElement: made small when it was chosen
        <img
          src={src}
          alt=""
          width={72}
          height={72}
          className="size-18 rounded-full bg-sunken object-cover"
        />
      ) : (
        <Monogram name={name} className="size-18 rounded-full" />
      )}
      <div className="grid min-w-0 gap-1.5">
        <input
          ref={input}
          type="file"
          accept="image/*"
          aria-label="Picture"
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            void choose(event.target.files?.[0]);
            // So that the same file can be chosen again after it was removed.
            event.target.value = "";
          }}
        />
        <div className="flex flex-wrap gap-2">
          <Button variant="secondary" size="sm" onClick={() => input.current?.click()}>
            <ImageUp aria-hidden="true" /> {src ? "Another picture" : "Choose a picture"}
          </Button>
          {src && (
            <Button variant="ghost" size="sm" onClick={() => onChange("none")}>
              Remove
            </Button>
          )}
        </div>
        {wrong && (
          <p role="alert" className="text-bad text-sm">
            {wrong}
          </p>
        )}
      </div>
    </div>
  );
}

function AccentField({ accent, onChange }: { accent: Accent; onChange: (accent: Accent) => void }) {
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-ink text-sm">Colour</legend>
      <div className="flex flex-wrap gap-2">
        {ACCENTS.map((one) => (
          <label
            key={one}
            data-accent={one}
            className="flex h-11 cursor-pointer items-center gap-2 rounded-[10px] border border-edge bg-surface pr-3.5 pl-3 text-ink text-sm has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2"
          >
            <input
              type="radio"
              name="accent"
              value={one}
              checked={accent === one}
              onChange={() => onChange(one)}
              className="sr-only"
            />
            <span aria-hidden="true" className="size-4 rounded-full bg-accent" />
            {ACCENT_NAMES[one]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

type MethodsProps = {
  methods: MethodLine[];
  errors: Record<string, string>;
  onChange: (methods: MethodLine[]) => void;
};

/** How people reach the person, in the order of the card. */
function Methods({ methods, errors, onChange }: MethodsProps) {
  const added = useRef<number | null>(null);
  return (
    <Panel title="Contact methods" description="They stand on the card in this order.">
      <div className="grid gap-4">
        <ol className="grid gap-4 empty:hidden">
          {methods.map((method, index) => {
            const { name, asks, example, keyboard } = methodForm(method.target);
            const set = (changes: Partial<MethodLine>) =>
              onChange(methods.map((other) => (other.id === method.id ? { ...other, ...changes } : other)));
            return (
              <EditedLine
                key={method.id}
                name={name}
                lines={methods}
                index={index}
                onChange={onChange}
                isAdded={added.current === method.id}
              >
                <Field
                  label={`${name}: ${asks.toLowerCase()}`}
                  value={method.value}
                  inputMode={keyboard}
                  placeholder={example}
                  autoCapitalize="none"
                  spellCheck={false}
                  maxLength={500}
                  onChange={(event) => set({ value: event.target.value })}
                  error={errors[`${method.id}.value`]}
                />
                <Field
                  label={<ShownAs of={name} />}
                  value={method.label}
                  maxLength={40}
                  placeholder="as usual"
                  onChange={(event) => set({ label: event.target.value })}
                  error={errors[`${method.id}.label`]}
                />
              </EditedLine>
            );
          })}
        </ol>
        {methods.length < MOST_METHODS && (
          <SelectField
            label="Add a contact method"
            value=""
            className="max-w-72"
            onChange={(event) => {
              const target = CARD_TARGETS.find((one) => one === event.target.value);
              if (!target) return;
              const line = { id: nextId(methods), target, value: "", label: "" };
              added.current = line.id;
              onChange([...methods, line]);
            }}
          >
            <option value="">Choose…</option>
            {CARD_TARGETS.map((target) => (
              <option key={target} value={target}>
                {methodForm(target).name}
              </option>
            ))}
          </SelectField>
        )}
      </div>
    </Panel>
  );
}

/** The label of the second field of a line, which says to which line it belongs only to those who do not see it. */
function ShownAs({ of }: { of: string }) {
  return (
    <>
      Shown as<span className="sr-only"> ({of})</span>
    </>
  );
}

type LinksProps = {
  links: LinkLine[];
  errors: Record<string, string>;
  onChange: (links: LinkLine[]) => void;
};

/** Links under names of the person's own. */
function Links({ links, errors, onChange }: LinksProps) {
  const added = useRef<number | null>(null);
  return (
    <Panel title="Links" description="Anything else worth opening: a price list, a menu, a talk.">
      <div className="grid gap-4">
        <ol className="grid gap-4 empty:hidden">
          {links.map((link, index) => {
            const set = (changes: Partial<LinkLine>) =>
              onChange(links.map((other) => (other.id === link.id ? { ...other, ...changes } : other)));
            return (
              <EditedLine
                key={link.id}
                name={link.label || "this link"}
                lines={links}
                index={index}
                onChange={onChange}
                isAdded={added.current === link.id}
              >
                <Field
                  label="Name of the link"
                  value={link.label}
                  maxLength={40}
                  placeholder="Price list"
                  onChange={(event) => set({ label: event.target.value })}
                  error={errors[`${link.id}.label`]}
                />
                <Field
                  label="Address"
                  value={link.address}
                  inputMode="url"
                  autoCapitalize="none"
                  spellCheck={false}
                  maxLength={500}
                  placeholder="https://example.com/prices"
                  onChange={(event) => set({ address: event.target.value })}
                  error={errors[`${link.id}.address`]}
                />
              </EditedLine>
            );
          })}
        </ol>
        {links.length < MOST_LINKS && (
          <div>
            <Button
              variant="secondary"
              size="sm"
              onClick={() => {
                const line = { id: nextId(links), label: "", address: "" };
                added.current = line.id;
                onChange([...links, line]);
              }}
            >
              <Plus aria-hidden="true" /> Add a link
            </Button>
          </div>
        )}
      </div>
    </Panel>
  );
}

const nextId = (lines: { id: number }[]) => Math.max(-1, ...lines.map(({ id }) => id)) + 1;

type EditedLineProps<T extends { id: number }> = {
  name: string;
  lines: T[];
  index: number;
  onChange: (lines: T[]) => void;
  /** It has just been added, so its first field takes the focus. */
  isAdded: boolean;
  children: ReactNode;
};

/** A line of a list: its fields, and buttons that move or remove it. */
function EditedLine<T extends { id: number }>(props: EditedLineProps<T>) {
  const { name, lines, index, onChange, isAdded, children } = props;
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isAdded) line.current?.querySelector("input")?.focus();
  }, [isAdded]);
  const move = (by: number) => {
    const moved = [...lines];
    moved.splice(index + by, 0, ...moved.splice(index, 1));
    onChange(moved);
  };
  return (
    <li
      ref={line}
      className="grid gap-3 border-line border-b pb-4 sm:grid-cols-[minmax(0,3fr)_minmax(0,2fr)_auto]"
    >
      {children}
      <div className="flex sm:pt-6.5">
        <Button
          variant="ghost"
          size="sm"
          aria-label={`Move ${name} up`}
          disabled={index === 0}
          className="px-2.5"
          onClick={() => move(-1)}
        >
          <ArrowUp aria-hidden="true" />
        </Button>
        <Button
          variant="ghost"
          size="sm"
          aria-label={`Move ${name} down`}
          disabled={index === lines.length - 1}
          className="px-2.5"
          onClick={() => move(1)}
        >
          <ArrowDown aria-hidden="true" />
        </Button>
        <Button
          variant="ghost"
          size="sm"
          aria-label={`Remove ${name}`}
          className="px-2.5"
          onClick={() => onChange(lines.filter((_, place) => place !== index))}
        >
          <Trash2 aria-hidden="true" />
        </Button>
      </div>
    </li>
  );
}
