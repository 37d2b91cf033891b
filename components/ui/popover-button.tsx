"use client";

import { type ComponentProps, type ReactNode, type RefObject, Suspense, useRef, useState } from "react";

type OpenerProps = Omit<ComponentProps<"button">, "ref" | "type"> & {
  /** Fetches the code of what is opened; asked for when the reader first reaches for the button, not before. */
  load: () => Promise<unknown>;
  /** What stands open beside the button. */
  opened: (anchor: RefObject<HTMLElement | null>, close: () => void) => ReactNode;
};

/** A button that opens something below itself, and closes it when it is pressed again. */
export function Opener({ load, opened, ...button }: OpenerProps) {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        {...button}
        ref={anchor}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerEnter={load}
        onFocus={load}
        onClick={() => setOpen((was) => !was)}
      />
      {open && <Suspense fallback={null}>{opened(anchor, () => setOpen(false))}</Suspense>}
    </>
  );
}
