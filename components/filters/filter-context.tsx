"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ComponentProps, createContext, type ReactNode, use, useMemo, useTransition } from "react";
import type { FormAction } from "#components/ui/action-form.tsx";
import { isChosen, pressed, type Query, type Row, toSearch } from "#lib/analytics/query.ts";
import { exportAddress, shownExportAddress } from "#lib/export/export-address.ts";

type Filters = {
  query: Query;
  /** The address of this page with some of its query changed. */
  href: (change: Partial<Query>) => string;
  /** Goes there without leaving the page; the old numbers stay until the new ones have come. */
  go: (change: Partial<Query>) => void;
  pending: boolean;
  /** The address of another query's numbers, as JSON. */
  numbersHref: (query: Query) => string;
  /** The address from which a table of this page is exported; `&format=` says as what. */
  exportHref: (table: string) => string;
  /** Whoever looks has no account: what is shown can be exported, and no page of members is linked. */
  isPublic: boolean;
};

/** What an owner or editor can do with saved filters. */
export type SegmentActions = { save: FormAction; remove: FormAction };

const FiltersContext = createContext<Filters | null>(null);

type FiltersProviderProps = {
  /** May have a query of its own, which stays. */
  path: string;
  query: Query;
  /** Whose tables can be exported; none on a page of many owners. */
  userCode?: string;
  /** On a contact's page: its share code, which is not part of the query there. */
  contact?: string;
  isPublic?: boolean;
  /** What every address of this page keeps besides the query, such as `theme=dark`. */
  keep?: string;
  children: ReactNode;
};

/** Gives the components inside it the page's query. The query lives in the URL, so back, forward and sharing work. */
export function FiltersProvider(props: FiltersProviderProps) {
  const { path, query, userCode, contact, isPublic = false, keep = "", children } = props;
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const filters = useMemo((): Filters => {
    const href = (change: Partial<Query>) => {
      const search = [keep, toSearch({ ...query, ...change })].filter(Boolean).join("&");
      return search ? `${path}${path.includes("?") ? "&" : "?"}${search}` : path;
    };
    const go = (change: Partial<Query>) =>
      startTransition(() => router.push(href(change), { scroll: false }));
    const exportHref = (table: string) => {
      if (userCode === undefined) return "";
      if (isPublic) return shownExportAddress(path, table, query);
      return exportAddress(userCode, table, contact === undefined ? query : { ...query, contact });
    };
    const numbersHref = (asked: Query) =>
      `${isPublic ? `${path}/numbers` : `/api/analytics/${encodeURIComponent(userCode ?? "")}`}?${toSearch(asked)}`;
    return { query, href, go, pending, numbersHref, exportHref, isPublic };
  }, [path, query, userCode, contact, isPublic, keep, pending, router]);
  return <FiltersContext value={filters}>{children}</FiltersContext>;
}

/** The page's query and how to change it. */
export function useFilters(): Filters {
  const filters = use(FiltersContext);
  if (!filters) throw new Error("useFilters needs a FiltersProvider above it");
  return filters;
}

/** The address from which a table is exported: the one given, or that of the page's query. */
export function useExportHref(table: string, given?: string): string {
  const filters = use(FiltersContext);
  return given ?? filters?.exportHref(table) ?? "";
}

/** Whether whoever looks at this page has no account. */
export function useIsPublic(): boolean {
  return use(FiltersContext)?.isPublic ?? false;
}

type FilterLinkProps = Omit<ComponentProps<typeof Link>, "href"> & { change: Partial<Query> };

/** A link to this page with another filter. It has a real address, and changes the page in place when followed. */
export function FilterLink({ change, onNavigate, ...rest }: FilterLinkProps) {
  const { href, go } = useFilters();
  return (
    <Link
      {...rest}
      href={href(change)}
      prefetch={false}
      scroll={false}
      onNavigate={(event) => {
        event.preventDefault();
        onNavigate?.(event);
        go(change);
      }}
    />
  );
}

type ItemLinkProps = FilterLinkProps & {
  /** The page is filtered by this item. */
  chosen: boolean;
};

/** The name of a list's item as a link that filters by it. The item can be pressed anywhere: it must be `relative`. */
export function ItemLink({ chosen, className, ...rest }: ItemLinkProps) {
  return (
    <FilterLink
      {...rest}
      aria-current={chosen ? "true" : undefined}
      className={`${className ?? ""} row-link`}
    />
  );
}

type DrillDownLinkProps = { row: Row; className?: string; children: ReactNode };

/** What a day's rare values are counted as: no visit has it, so none can be chosen by it. */
const OTHER = "(other)";

/** The name of a page, target or dimension's value, which shows the visits with it alone, or everything again. */
export function DrillDownLink({ row: { kind, value }, className, children }: DrillDownLinkProps) {
  const { query } = useFilters();
  const chosen = isChosen(query, kind, value);
  if (value === OTHER && !chosen) return <span className={className}>{children}</span>;
  return (
    <ItemLink
      chosen={chosen}
      change={pressed(query, kind, value)}
      title={chosen ? "Remove this filter" : "Show only visits with this"}
      className={className}
    >
      {children}
    </ItemLink>
  );
}
