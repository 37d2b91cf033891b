"use client";

import { useEffect } from "react";
import { configure, trackSite } from "#lib/tracker/index.ts";

export type DaybookProps = Parameters<typeof configure>[0] & {
  /** Whose visits these are. */
  userCode: string;
  /** The share that the visitor came by; without it `?s=<code>` of the address says so. */
  shareCode?: string;
};

/** Records page views and clicks for as long as the component is there. Of the settings those of the first render count. */
export function useDaybook({ userCode, shareCode, ...settings }: DaybookProps): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: settings are read once, and are another object at every render
  useEffect(() => {
    configure(settings);
    return trackSite(userCode, shareCode);
  }, [userCode, shareCode]);
}

/** `useDaybook` as a component that shows nothing. Once in an app, at its root. */
export function DaybookAnalytics(props: DaybookProps): null {
  useDaybook(props);
  return null;
}
