import clsx from "clsx";
import { CircleAlert } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";

type FieldProps = ComponentProps<"input"> & {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong with the value, in a full sentence. */
  error?: string | undefined;
  /** Fixed text shown inside the box before what is typed, such as the start of an address. */
  prefix?: string;
};

/** The look of every one-line control, so that inputs and selects stand level beside each other. */
export const controlStyle = clsx(
  "h-11 w-full rounded-[10px] border border-edge bg-surface px-3.5 text-base text-ink sm:text-[15px]",
  "placeholder:text-faint transition-colors hover:border-muted",
);

/** A labelled input with its hint and its error, tied together for assistive technology. */
export function Field({ label, hint, error, prefix, id, className, ...input }: FieldProps) {
  const ownId = useId();
  const inputId = id ?? ownId;
  const hintId = `${inputId}-hint`;
  const errorId = `${inputId}-error`;
  const describedBy = clsx(hint && hintId, error && errorId) || undefined;

  return (
    <div className={clsx("grid gap-1.5", className)}>
      <label htmlFor={inputId} className="font-medium text-ink text-sm">
        {label}
      </label>
      <div className="relative flex items-center">
        {prefix && (
          <span aria-hidden="true" className="pointer-events-none absolute left-3.5 text-[15px] text-faint">
            {prefix}
          </span>
        )}
        <input
          {...input}
          id={inputId}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy}
          className={clsx(controlStyle, "aria-invalid:border-bad")}
          style={prefix ? { paddingLeft: `calc(${prefix.length}ch + 1rem)` } : undefined}
        />
      </div>
      {hint && (
        <p id={hintId} className="text-muted text-sm leading-snug">
          {hint}
        </p>
      )}
      {error && <FieldError id={errorId}>{error}</FieldError>}
    </div>
  );
}

/** The sentence below a control that says what is wrong with it. */
export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} className="flex items-start gap-1.5 text-bad text-sm leading-snug">
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      {children}
    </p>
  );
}
