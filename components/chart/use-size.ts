import { type RefObject, useEffect, useState } from "react";

export type Size = { width: number; height: number };

/**
 * The room inside an element, in pixels; null until the browser has laid the page out by itself. Asking for it earlier
 * would make it lay everything out at once, in the middle of its work.
 */
export function useSize(element: RefObject<HTMLElement | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useEffect(() => {
    const box = element.current;
    if (!box) return;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = box;
      // Hidden for a moment, as while a picture of the whole page is taken: nothing to draw anew for.
      if (width === 0 || height === 0) return;
      setSize((was) => (was?.width === width && was.height === height ? was : { width, height }));
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
