"use client";

import { Check } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";

export type ListedOption = {
  key: string;
  label: string;
  /** A few quiet words at the right, such as the group of a contact. */
  hint?: string;
  chosen: boolean;
};

/** A list of more options than this has a search box. */
const SEARCHABLE = 8;
/** No more options are drawn at once. */
const SHOWN = 60;

/** What an option's link must have, and shows. */
type OptionLink = {
  "aria-current": "true" | undefined;
  "data-option": "";
  className: string;
  children: ReactNode;
};

type OptionListProps<Option> = {
  /** What they are, in the plural. */
  label: string;
  options: Option[];
  /** Draws one option's link. */
  children: (option: Option, link: OptionLink) => ReactNode;
};

/** Options as links, found by typing where there are many; arrow keys move between them. */
export function OptionList<Option extends ListedOption>({
  label,
  options,
  children,
}: OptionListProps<Option>) {
  const [search, setSearch] = useState("");
  const box = useRef<HTMLInputElement>(null);
  // The list may come after the popover has given its focus away.
  useEffect(() => box.current?.focus(), []);
  const wanted = search.trim().toLocaleLowerCase();
  const found = options.filter((option) =>
    `${option.label} ${option.hint ?? ""}`.toLocaleLowerCase().includes(wanted),
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only adds arrow keys to the links inside
    <div onKeyDown={moveFocus}>
      {options.length > SEARCHABLE && (
        <input
          ref={box}
          type="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          aria-label={`Search ${label}`}
          placeholder={`Search ${label}…`}
          className="mb-1 h-9 w-full rounded-lg border border-line bg-paper px-3 text-base text-ink placeholder:text-faint sm:text-sm"
        />
      )}
      <ul className="max-h-80 overflow-y-auto">
        {found.slice(0, SHOWN).map((option) => (
          <li key={option.key}>
            {children(option, {
              "aria-current": option.chosen ? "true" : undefined,
              "data-option": "",
              className:
                "flex min-h-9 items-center gap-3 rounded-lg px-2.5 py-1.5 text-ink text-sm -outline-offset-2 hover:bg-sunken",
              children: (
                <>
                  <span className="min-w-0 flex-1 truncate">{option.label}</span>
                  {option.hint && <span className="shrink-0 text-faint text-xs">{option.hint}</span>}
                  {option.chosen && <Check aria-hidden="true" className="size-4 shrink-0 text-accent" />}
                </>
              ),
            })}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="px-2.5 py-3 text-muted text-sm">Nothing is called “{search}”.</p>}
      {found.length > SHOWN && (
        <p className="px-2.5 py-2 text-faint text-xs">
          {found.length - SHOWN} more: type to narrow them down.
        </p>
      )}
    </div>
  );
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>) {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  const links: Element[] = [...event.currentTarget.querySelectorAll("[data-option]")];
  const next = document.activeElement && links[links.indexOf(document.activeElement) + step];
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  next.focus();
}
