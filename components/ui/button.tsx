import clsx from "clsx";
import Link from "next/link";
import type { ComponentProps, MouseEvent } from "react";

type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
type ButtonSize = "sm" | "md" | "lg";
export type ButtonLook = { variant?: ButtonVariant; size?: ButtonSize; wide?: boolean };

const VARIANTS: Record<ButtonVariant, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover",
  secondary: "border border-line-strong bg-surface text-ink hover:bg-sunken",
  ghost: "text-muted hover:bg-sunken hover:text-ink",
  danger: "border border-line-strong bg-surface text-bad hover:border-bad hover:bg-bad-soft",
};

const SIZES: Record<ButtonSize, string> = {
  sm: "h-9 gap-1.5 rounded-lg px-3 text-sm",
  md: "h-11 gap-2 rounded-[10px] px-4 text-[15px]",
  lg: "h-12 gap-2 rounded-xl px-5 text-base",
};

/** The classes that buttons and links looking like buttons share. */
export function buttonStyle({ variant = "primary", size = "md", wide = false }: ButtonLook = {}): string {
  return clsx(
    "inline-flex shrink-0 cursor-pointer select-none items-center justify-center whitespace-nowrap font-medium",
    "transition-colors duration-150 disabled:cursor-not-allowed disabled:opacity-60",
    "aria-disabled:cursor-progress aria-disabled:opacity-70",
    "[&_svg]:size-[1.1em] [&_svg]:shrink-0",
    VARIANTS[variant],
    SIZES[size],
    wide && "w-full",
  );
}

type ButtonProps = ComponentProps<"button"> & ButtonLook & { pending?: boolean };

const ignorePress = (event: MouseEvent) => event.preventDefault();

/** A button. While `pending` it keeps its focus, is announced as disabled, and a second press does nothing. */
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
      // `aria-disabled` instead of `disabled`, which would take the keyboard focus away in the middle of a form.
      {...(pending && { "aria-disabled": true, onClick: ignorePress })}
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

type LinkButtonProps = ComponentProps<typeof Link> & ButtonLook;

/** A link that looks like a button: for going somewhere, where `Button` is for doing something. */
export function LinkButton({ variant, size, wide, className, ...rest }: LinkButtonProps) {
  return <Link {...rest} className={clsx(buttonStyle({ variant, size, wide }), className)} />;
}
