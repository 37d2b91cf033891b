"use client";

import { Popover as BasePopover } from "@base-ui/react/popover";
import type { ReactNode, RefObject } from "react";

type PopoverProps = {
  /** The button that it stands below. */
  anchor: RefObject<HTMLElement | null>;
  label: string;
  onClose: () => void;
  children: ReactNode;
};

/** A sheet below a button. Import it only from components that are loaded lazily: its library is large. */
export function Popover({ anchor, label, onClose, children }: PopoverProps) {
  return (
    <BasePopover.Root
      open
      onOpenChange={(open, details) => {
        // A press on the button itself is left to the button, or it would close and open at once.
        const pressed = details.event.target;
        if (!open && !(pressed instanceof Node && anchor.current?.contains(pressed))) onClose();
      }}
    >
      <BasePopover.Portal>
        <BasePopover.Positioner
          anchor={anchor}
          side="bottom"
          align="start"
          sideOffset={6}
          collisionPadding={12}
          className="z-50"
        >
          <BasePopover.Popup
            aria-label={label}
            finalFocus={anchor}
            className="max-h-(--available-height) w-[min(19rem,calc(100vw-1.5rem))] overflow-y-auto rounded-xl border border-line bg-surface p-1.5 shadow-lg outline-none"
          >
            {children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  );
}
