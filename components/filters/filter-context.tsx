"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ComponentProps, createContext, type ReactNode, use, useMemo, useTransition } from "react";
import { type Query, toSearch } from "#lib/analytics/query.ts";
import { exportAddress } from "#lib/export/export-address.ts";

type Filters = {
  query: Query;
  /** The address of this dashboard with some of its query changed. */
  href: (change: Partial<Query>) => string;
  /** Goes there without leaving the page; the old numbers stay until the new ones have come. */
  go: (change: Partial<Query>) => void;
  pending: boolean;
  /** Where a table of this dashboard can be taken from, whole; `&format=` says as what. */
  exportHref: (table: string) => string;
};

const FiltersContext = createContext<Filters | null>(null);

/** The query of the dashboard below it. The URL holds it, so that back, forward and sharing just work. */
export function FiltersProvider({
  path,
  query,
  userCode,
  contact,
  children,
}: {
  path: string;
  query: Query;
  userCode: string;
  /** On the page of one contact: its share, which is not part of the query there. */
  contact?: string;
  children: ReactNode;
}) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const filters = useMemo((): Filters => {
    const href = (change: Partial<Query>) => {
      const search = toSearch({ ...query, ...change });
      return search ? `${path}?${search}` : path;
    };
    const go = (change: Partial<Query>) =>
      startTransition(() => router.push(href(change), { scroll: false }));
    const exportHref = (table: string) =>
      exportAddress(userCode, table, contact === undefined ? query : { ...query, contact });
    return { query, href, go, pending, exportHref };
  }, [path, query, userCode, contact, pending, router]);
  return <FiltersContext value={filters}>{children}</FiltersContext>;
}

/** Where a table can be taken from: what the page says, or this dashboard's own. */
export function useExportHref(table: string, given?: string): string {
  const filters = use(FiltersContext);
  return given ?? filters?.exportHref(table) ?? "";
}

export function useFilters(): Filters {
  const filters = use(FiltersContext);
  if (!filters) throw new Error("useFilters needs a FiltersProvider above it");
  return filters;
}

type FilterLinkProps = Omit<ComponentProps<typeof Link>, "href"> & { change: Partial<Query> };

/** A link to this dashboard with another filter: a real address to open elsewhere, a soft change when followed. */
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
