"use client";

import { type ReactNode, useEffect, useRef } from "react";

type FrameHeightProps = {
  /** The only origins that are told. */
  origins: string[];
  children: ReactNode;
};

/** Tells the page around a frame how high its content is, each time that changes: `{ type: "daybook:height", height }`. */
export function FrameHeight({ origins, children }: FrameHeightProps) {
  const content = useRef<HTMLDivElement>(null);
  const told = origins.join(" ");
  useEffect(() => {
    if (window.parent === window || !content.current) return;
    const targets = targetsAmong(told.split(" ").filter(Boolean));
    const observer = new ResizeObserver(([entry]) => {
      const height = Math.ceil(entry?.target.getBoundingClientRect().height ?? 0);
      for (const target of targets) window.parent.postMessage({ type: "daybook:height", height }, target);
    });
    observer.observe(content.current);
    return () => observer.disconnect();
  }, [told]);
  return <div ref={content}>{children}</div>;
}

/** The origin of the page around this frame, where the browser says it; else all that may be. None other ever gets a message. */
function targetsAmong(origins: string[]): string[] {
  const around = location.ancestorOrigins?.[0] ?? URL.parse(document.referrer)?.origin;
  return around === undefined ? origins : origins.filter((origin) => origin === around);
}
