import clsx from "clsx";
import type { ComponentProps, MouseEvent } from "react";
import { type ButtonLook, buttonStyle } from "#components/ui/button-style.ts";

type ButtonProps = ComponentProps<"button"> & ButtonLook & { pending?: boolean };

const swallow = (event: MouseEvent) => event.preventDefault();

/**
 * A button. While `pending` it keeps its focus and says so to assistive technology, and a second press does nothing.
 */
export function Button({
  variant,
  size,
  wide,
  pending = false,
  className,
  children,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      // Not `disabled`: that would throw the keyboard focus away in the middle of a form.
      {...(pending && { "aria-disabled": true, onClick: swallow })}
      className={clsx(buttonStyle({ variant, size, wide }), className)}
    >
      {pending && (
        <span
          aria-hidden="true"
          className="size-[1em] animate-spin rounded-full border-2 border-current border-r-transparent"
        />
      )}
      {children}
    </button>
  );
}
