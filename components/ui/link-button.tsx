import clsx from "clsx";
import Link from "next/link";
import type { ComponentProps } from "react";
import { type ButtonLook, buttonStyle } from "#components/ui/button.tsx";

type LinkButtonProps = ComponentProps<typeof Link> & ButtonLook;

/** A link that looks like a button: for going somewhere, where `Button` is for doing something. */
export function LinkButton({ variant, size, wide, className, ...rest }: LinkButtonProps) {
  return <Link {...rest} className={clsx(buttonStyle({ variant, size, wide }), className)} />;
}
