"use client";

import { Popover } from "@base-ui/react/popover";
import type { ReactNode, RefObject } from "react";

type FilterPopoverProps = {
  anchor: RefObject<HTMLElement | null>;
  label: string;
  onClose: () => void;
  children: ReactNode;
};

/** The sheet below a filter's button. The default export, because it is loaded lazily. */
export default function FilterPopover({ anchor, label, onClose, children }: FilterPopoverProps) {
  return (
    <Popover.Root
      open
      onOpenChange={(open, details) => {
        // A press on the button itself is the button's to answer, or it would close and open at once.
        const pressed = details.event.target;
        if (!open && !(pressed instanceof Node && anchor.current?.contains(pressed))) onClose();
      }}
    >
      <Popover.Portal>
        <Popover.Positioner
          anchor={anchor}
          side="bottom"
          align="start"
          sideOffset={6}
          collisionPadding={12}
          className="z-50"
        >
          <Popover.Popup
            aria-label={label}
            finalFocus={anchor}
            className="max-h-(--available-height) w-[min(19rem,calc(100vw-1.5rem))] overflow-y-auto rounded-xl border border-line bg-surface p-1.5 shadow-lg outline-none"
          >
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
