import clsx from "clsx";
import { type ComponentProps, type ReactNode, useId } from "react";
import { controlStyle, FieldError } from "#components/ui/field.tsx";

type TextAreaFieldProps = ComponentProps<"textarea"> & {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
};

/** A labelled box for several lines, with its hint and error. */
export function TextAreaField({ label, hint, error, className, ...area }: TextAreaFieldProps) {
  const id = useId();
  return (
    <div className={clsx("grid gap-1.5", className)}>
      <label htmlFor={id} className="font-medium text-ink text-sm">
        {label}
      </label>
      <textarea
        {...area}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={clsx(hint && `${id}-hint`, error && `${id}-error`) || undefined}
        className={clsx(controlStyle, "h-auto min-h-24 py-2.5 font-mono sm:text-[13px] leading-relaxed")}
      />
      {hint && (
        <p id={`${id}-hint`} className="text-muted text-sm leading-snug">
          {hint}
        </p>
      )}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}
