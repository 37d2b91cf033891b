"use client";

import clsx from "clsx";
import { ArrowDown, ArrowUp, LayoutGrid } from "lucide-react";
import Link from "next/link";
import { useMemo, useState } from "react";
import { type ContinueDeletion, DeletionProgress, LeaveButton } from "#components/cards/parting.tsx";
import { ChangeBadge } from "#components/chart/change-badge.tsx";
import { Sparkline } from "#components/chart/totals-row.tsx";
import { PeriodFilters } from "#components/filters/filter-bar.tsx";
import { FiltersProvider, useFilters } from "#components/filters/filter-context.tsx";
import { DashboardMessage } from "#components/frame/dashboard-message.tsx";
import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState, Skeleton } from "#components/ui/states.tsx";
import { countChange } from "#lib/analytics/comparison.ts";
import { createFormat, type Format } from "#lib/analytics/format.ts";
import {
  type CardSums,
  courseOf,
  fairlyBefore,
  listCards,
  type MemberCard,
  type MemberCards,
  type SortKey,
  sumCards,
} from "#lib/analytics/member-cards.ts";
import type { Query } from "#lib/analytics/query.ts";
import type { ReaderLocale } from "#lib/http/reader-locale.ts";
import type { FormState } from "#lib/owners/form-state.ts";

/** No more cards are drawn before "Show all" is pressed. */
const SHOWN = 60;

type CardsScreenProps = {
  list: MemberCards;
  query: Query;
  locale: ReaderLocale;
  actions: { continueDeletion: ContinueDeletion; leave: (userCode: string) => Promise<FormState> };
};

/** Every card of a member with its numbers of a period, and the sums over all of them. */
export function CardsScreen(props: CardsScreenProps) {
  return (
    <FiltersProvider path="/dashboard?all" query={props.query}>
      <Screen {...props} />
    </FiltersProvider>
  );
}

function Screen({ list, locale, actions }: CardsScreenProps) {
  const { pending } = useFilters();
  // Each card has a clock of its own; here only days are written, which no zone moves.
  const format = useMemo(() => createFormat(locale, "UTC"), [locale]);
  const [search, setSearch] = useState("");
  const [sort, setSort] = useState<{ by: SortKey; isDescending: boolean }>({
    by: "sessions",
    isDescending: true,
  });
  const [isWhole, setIsWhole] = useState(false);
  const { cards, limited, deleting } = list;
  const found = useMemo(
    () => listCards(cards, search, sort.by, sort.isDescending),
    [cards, search, sort.by, sort.isDescending],
  );
  const shown = isWhole ? found : found.slice(0, SHOWN);
  const sums = useMemo(() => sumCards(found), [found]);
  const period = useMemo(() => periodOf(cards), [cards]);
  const wanted = search.trim().toLocaleLowerCase();
  const inPart = limited.filter((card) =>
    `${card.name} ${card.user_code}`.toLocaleLowerCase().includes(wanted),
  );
  const sortBy = (by: SortKey) =>
    setSort((was) => ({ by, isDescending: was.by === by ? !was.isDescending : by !== "name" }));

  return (
    <div className="grid gap-4 sm:gap-5 [&>*]:min-w-0">
      <ScreenHeading
        title="Your cards"
        actions={
          <LinkButton href="/welcome" variant="secondary" size="sm">
            Add a card
          </LinkButton>
        }
      />
      {deleting.map((deletion) => (
        <DeletionProgress
          key={deletion.user_code}
          deletion={deletion}
          format={format}
          continueDeletion={actions.continueDeletion}
        />
      ))}
      {cards.length + inPart.length > 0 && (
        <div className="flex flex-wrap items-center gap-2">
          {period && (
            <search
              aria-label="Filters"
              className="grid min-w-0 grid-cols-2 gap-2 max-sm:w-full sm:flex sm:flex-wrap"
            >
              <PeriodFilters dashboard={{ period }} format={format} />
            </search>
          )}
          <input
            type="search"
            aria-label="Search cards"
            placeholder="Search cards…"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className="h-9 w-full min-w-0 rounded-lg border border-edge bg-surface px-3 text-base text-ink placeholder:text-faint sm:w-64 sm:text-sm"
          />
        </div>
      )}
      <div
        aria-busy={pending}
        className="grid gap-4 transition-opacity duration-200 aria-busy:opacity-55 sm:gap-5"
      >
        {cards.length > 0 && <Sums sums={sums} cards={found.length} of={cards.length} format={format} />}
        {cards.length > 0 && (
          <Panel flush className="overflow-hidden">
            <CardTable cards={shown} format={format} sort={sort} onSort={sortBy} />
            {found.length === 0 && (
              <EmptyState title={`No card is called “${search.trim()}”`}>
                Search for a name or a code.
              </EmptyState>
            )}
            {found.length > shown.length && (
              <p className="border-line border-t px-5 py-3 sm:px-6">
                <button
                  type="button"
                  onClick={() => setIsWhole(true)}
                  className="cursor-pointer rounded py-1 font-medium text-muted text-sm hover:text-ink"
                >
                  Show all {format.count(found.length)}
                </button>
              </p>
            )}
          </Panel>
        )}
        {inPart.length > 0 && (
          <Panel
            title="Seen in part"
            description="You see some groups or contacts of these cards, so their numbers as a whole are not shown."
            flush
          >
            <ul className="divide-y divide-line">
              {inPart.map((card) => (
                <li
                  key={card.user_code}
                  className="flex items-center justify-between gap-4 px-5 py-2 sm:px-6"
                >
                  <CardLink card={card} />
                  <LeaveButton name={card.name} action={actions.leave.bind(null, card.user_code)} />
                </li>
              ))}
            </ul>
          </Panel>
        )}
      </div>
      <p role="status" className="sr-only">
        {pending ? "Loading the numbers" : `${found.length} of ${cards.length} cards`}
      </p>
    </div>
  );
}

/** The first and last day of any card, for a choice of days: owners' calendars may differ by one. */
function periodOf(cards: MemberCard[]) {
  const [first] = cards;
  if (!first) return null;
  // ISO dates sort as text.
  const from = cards.map((card) => card.from).toSorted()[0] ?? first.from;
  const to =
    cards
      .map((card) => card.to)
      .toSorted()
      .at(-1) ?? first.to;
  const today =
    cards
      .map((card) => card.today)
      .toSorted()
      .at(-1) ?? first.today;
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
  return { from, to, days, today };
}

const SUMS = [
  { key: "sessions", label: "Sessions" },
  { key: "page_views", label: "Page views" },
  { key: "clicks", label: "Clicks" },
  { key: "visitors", label: "Visitors, by card and day" },
] as const;

/** The sums over the cards that are listed, and what a sum of visitors means. */
function Sums({ sums, cards, of, format }: { sums: CardSums; cards: number; of: number; format: Format }) {
  const { now, compared } = sums;
  return (
    <Panel
      flush
      title={
        cards < of
          ? `${format.count(cards)} of ${format.count(of)} cards`
          : of === 1
            ? "One card"
            : `All ${format.count(of)} cards`
      }
    >
      <dl className="grid grid-cols-2 gap-px border-line border-t bg-line sm:grid-cols-4">
        {SUMS.map(({ key, label }) => (
          <div key={key} className="bg-surface px-5 py-3.5 sm:px-6">
            <dt className="text-muted text-sm">{label}</dt>
            <dd className="mt-1 flex flex-wrap items-baseline gap-x-2 font-medium text-2xl text-ink tabular-nums tracking-tight">
              {format.count(now[key])}
              {compared.cards > 0 && (
                <ChangeBadge change={countChange(compared.now[key], compared.before[key])} format={format} />
              )}
            </dd>
          </div>
        ))}
      </dl>
      <p className="border-line border-t px-5 py-3 text-faint text-xs leading-relaxed sm:px-6">
        Each card’s days are its own owner’s. Visitors are counted once a day on each card: whoever opened two
        cards, or one on two days, counts twice.
        {compared.cards > 0 &&
          compared.cards < cards &&
          ` Changes are those of the ${format.count(compared.cards)} cards that were counted before, too.`}
      </p>
    </Panel>
  );
}

type Column = { key: SortKey; label: string; className: string };

const COLUMNS: readonly Column[] = [
  { key: "name", label: "Card", className: "text-left" },
  { key: "sessions", label: "Sessions", className: "text-right" },
  { key: "change", label: "Change", className: "text-right" },
  { key: "visitors", label: "Visitors", className: "text-right max-md:hidden" },
  { key: "page_views", label: "Page views", className: "text-right max-lg:hidden" },
  { key: "clicks", label: "Clicks", className: "text-right max-sm:hidden" },
  { key: "contact_rate", label: "Contact rate", className: "text-right max-lg:hidden" },
];

type CardTableProps = {
  cards: MemberCard[];
  format: Format;
  sort: { by: SortKey; isDescending: boolean };
  onSort: (by: SortKey) => void;
};

function CardTable({ cards, format, sort, onSort }: CardTableProps) {
  return (
    <table className="w-full table-fixed text-sm tabular-nums">
      <caption className="sr-only">Your cards with their numbers; a column’s name sorts by it</caption>
      <thead>
        <tr className="border-line border-b">
          {COLUMNS.map(({ key, label, className }) => {
            const isSorted = sort.by === key;
            const Arrow = sort.isDescending ? ArrowDown : ArrowUp;
            return (
              <th
                key={key}
                scope="col"
                aria-sort={isSorted ? (sort.isDescending ? "descending" : "ascending") : undefined}
                className={clsx(
                  "px-2 py-1 font-normal first:w-[42%] first:pl-5 sm:first:w-[30%] sm:first:pl-6",
                  className,
                )}
              >
                <button
                  type="button"
                  onClick={() => onSort(key)}
                  className={clsx(
                    "inline-flex min-h-9 cursor-pointer items-center gap-1 rounded hover:text-ink",
                    isSorted ? "font-medium text-ink" : "text-muted",
                  )}
                >
                  {label}
                  {isSorted && <Arrow aria-hidden="true" className="size-3.5" />}
                </button>
              </th>
            );
          })}
          <th scope="col" className="w-36 pr-6 pl-3 text-left font-normal text-muted max-md:hidden">
            Sessions a day
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {cards.map((card) => (
          <CardRow key={card.user_code} card={card} format={format} />
        ))}
      </tbody>
    </table>
  );
}

function CardRow({ card, format }: { card: MemberCard; format: Format }) {
  const { totals } = card;
  const before = fairlyBefore(card);
  const cells = [
    format.count(totals.sessions),
    before ? (
      <ChangeBadge key="change" change={countChange(totals.sessions, before.sessions)} format={format} />
    ) : null,
    format.count(totals.visitors),
    format.count(totals.page_views),
    format.count(totals.clicks),
    format.rate(totals.sessions === 0 ? null : totals.contacting_sessions / totals.sessions),
  ];
  return (
    <tr className="relative hover:bg-paper">
      <th scope="row" className="py-2 pr-2 pl-5 text-left font-normal sm:pl-6">
        <CardLink card={card} />
      </th>
      {COLUMNS.slice(1).map((column, place) => (
        <td key={column.key} className={clsx("px-2 py-2 text-ink", column.className)}>
          {cells[place]}
        </td>
      ))}
      <td className="py-2 pr-6 pl-3 max-md:hidden">
        {card.first_date === null ? (
          <span className="text-faint text-xs">No visit yet</span>
        ) : (
          <Sparkline values={courseOf(card)} className="stroke-accent" />
        )}
      </td>
    </tr>
  );
}

/** A card's name, which can be pressed anywhere in its row. */
function CardLink({ card }: { card: Pick<MemberCard, "user_code" | "name" | "role"> }) {
  return (
    <span className="block min-w-0">
      <Link
        href={`/dashboard/${encodeURIComponent(card.user_code)}`}
        prefetch={false}
        className="block truncate font-medium text-ink after:absolute after:inset-0"
      >
        {card.name}
      </Link>
      <span className="block truncate text-muted text-xs">
        <span className="font-mono">{card.user_code}</span>
        {card.role !== "owner" && ` · ${card.role}`}
      </span>
    </span>
  );
}

/** What the list shows while its numbers are read. */
export function CardsSkeleton({ cards }: { cards: number }) {
  return (
    <div role="status" className="grid gap-5">
      <ScreenHeading title="Your cards">
        <span className="sr-only">Loading</span>
      </ScreenHeading>
      <Skeleton className="h-9 w-80 max-w-full" />
      <Panel>
        <Skeleton className="h-14" />
      </Panel>
      <Panel>
        <div className="grid gap-4">
          {Array.from({ length: Math.min(Math.max(cards, 2), 12) }, (_, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they never move
            <Skeleton key={row} className="h-10" />
          ))}
        </div>
      </Panel>
    </div>
  );
}

export function NoCardsYet() {
  return (
    <Panel>
      <EmptyState
        icon={<LayoutGrid />}
        title="You have no card yet"
        action={
          <LinkButton href="/welcome" size="sm">
            Add a card
          </LinkButton>
        }
      >
        Add one of your own, or ask somebody to invite you to theirs.
      </EmptyState>
    </Panel>
  );
}

/** Says what is wrong with a URL's period, such as one typed by hand. */
export function UnreadPeriod({ message }: { message: string }) {
  return (
    <DashboardMessage
      title="This link’s period cannot be shown"
      action={
        <LinkButton href="/dashboard?all" size="sm">
          Show the last 30 days
        </LinkButton>
      }
    >
      {message}
    </DashboardMessage>
  );
}
