"use client";

import { BarList } from "#components/panels/bar-list.tsx";
import { TakeAlong } from "#components/panels/export-button.tsx";
import { WorldMap } from "#components/panels/world-map.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import type { Dashboard, Dimension } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";

export type BreakdownTab = { dimension: Dimension; label: string };

type BreakdownPanelProps = {
  title: string;
  tabs: readonly BreakdownTab[];
  dashboard: Dashboard;
  format: Format;
  className?: string;
};

/** One question ("where from?") answered in several ways, a tab each. */
export function BreakdownPanel({ title, tabs, dashboard, format, className }: BreakdownPanelProps) {
  const contents = tabs.map(({ dimension, label }) => ({
    key: dimension,
    label,
    content: (
      <>
        {dimension === "country" && <WorldMap rows={dashboard.dimensions.country.rows} format={format} />}
        <BarList
          key={dimension}
          dimension={dimension}
          list={dashboard.dimensions[dimension]}
          total={dashboard.totals.visitors}
          format={format}
        />
      </>
    ),
  }));
  const [only] = contents;
  if (only && contents.length === 1) {
    return (
      <Panel title={title} actions={<TakeAlong table={only.key} />} flush className={className}>
        {only.content}
      </Panel>
    );
  }
  return (
    <Tabs label={title} tabs={contents}>
      {(list, panel, chosen) => (
        <Panel title={title} actions={<TakeAlong table={chosen} />} flush className={className}>
          {list}
          {panel}
        </Panel>
      )}
    </Tabs>
  );
}
