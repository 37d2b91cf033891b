import clsx from "clsx";
import { ChevronDown, CircleAlert } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";

/** The look of every one-line control, so that inputs and selects stand level beside each other. */
export const controlStyle = clsx(
  "h-11 w-full rounded-[10px] border border-edge bg-surface px-3.5 text-base text-ink sm:text-[15px]",
  "placeholder:text-faint transition-colors hover:border-muted",
);

type Description = {
  hint?: ReactNode;
  /** What is wrong with the value, in a full sentence. */
  error?: string | undefined;
};

type LabelledProps = Description & {
  /** The id of the control. */
  id: string;
  label: ReactNode;
  className?: string;
  children: ReactNode;
};

/** A control with its label above it, and its hint and error below it. */
export function Labelled({ id, label, hint, error, className, children }: LabelledProps) {
  return (
    <div className={clsx("grid gap-1.5", className)}>
      <label htmlFor={id} className="font-medium text-ink text-sm">
        {label}
      </label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className="text-muted text-sm leading-snug">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-bad text-sm leading-snug">
          <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
          {error}
        </p>
      )}
    </div>
  );
}

/** The attributes that tie a control to its hint and error for assistive technology. */
export function describedBy(id: string, { hint, error }: Description) {
  return {
    id,
    "aria-invalid": error ? true : undefined,
    "aria-describedby": clsx(hint && `${id}-hint`, error && `${id}-error`) || undefined,
  };
}

type FieldProps = ComponentProps<"input"> &
  Description & {
    label: ReactNode;
    /** Fixed text shown inside the box before what is typed, such as the start of an address. */
    prefix?: string;
  };

/** A labelled input. */
export function Field({ label, hint, error, prefix, className, ...input }: FieldProps) {
  const id = useId();
  return (
    <Labelled {...{ id, label, hint, error, className }}>
      <div className="relative flex items-center">
        {prefix && (
          <span aria-hidden="true" className="pointer-events-none absolute left-3.5 text-[15px] text-faint">
            {prefix}
          </span>
        )}
        <input
          {...input}
          {...describedBy(id, { hint, error })}
          className={clsx(controlStyle, "aria-invalid:border-bad")}
          style={prefix ? { paddingLeft: `calc(${prefix.length}ch + 1rem)` } : undefined}
        />
      </div>
    </Labelled>
  );
}

type SelectFieldProps = ComponentProps<"select"> & Description & { label: ReactNode };

/** A labelled choice from a list, level with `Field`. */
export function SelectField({ label, hint, error, className, children, ...select }: SelectFieldProps) {
  const id = useId();
  return (
    <Labelled {...{ id, label, hint, error, className }}>
      <div className="relative">
        <select
          {...select}
          {...describedBy(id, { hint, error })}
          className={clsx(controlStyle, "appearance-none pr-10")}
        >
          {children}
        </select>
        <ChevronDown
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 right-3.5 size-4 -translate-y-1/2 text-faint"
        />
      </div>
    </Labelled>
  );
}

type TextAreaFieldProps = ComponentProps<"textarea"> & Description & { label: ReactNode };

/** A labelled box for several lines. */
export function TextAreaField({ label, hint, error, className, ...area }: TextAreaFieldProps) {
  const id = useId();
  return (
    <Labelled {...{ id, label, hint, error, className }}>
      <textarea
        {...area}
        {...describedBy(id, { hint, error })}
        className={clsx(controlStyle, "h-auto min-h-24 py-2.5 font-mono sm:text-[13px] leading-relaxed")}
      />
    </Labelled>
  );
}
