"use client";

import { type ComponentProps, type ReactNode, type RefObject, Suspense, useRef, useState } from "react";

type PopoverButtonProps = Omit<ComponentProps<"button">, "ref" | "type"> & {
  /** Loads the code of the popover; called when the pointer or the focus reaches the button. */
  load: () => Promise<unknown>;
  /** The popover, which must be loaded lazily. */
  renderPopover: (anchor: RefObject<HTMLElement | null>, close: () => void) => ReactNode;
};

/** A button that opens a popover below itself, and closes it when it is pressed again. */
export function PopoverButton({ load, renderPopover, ...button }: PopoverButtonProps) {
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
      {open && <Suspense fallback={null}>{renderPopover(anchor, () => setOpen(false))}</Suspense>}
    </>
  );
}
