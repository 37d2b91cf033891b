import { type ReactNode, useId } from "react";

type SettingsSectionProps = { title: string; text: string; children: ReactNode };

/** One thing to set: what it means on the left, the control on a sheet of paper on the right. */
export function SettingsSection({ title, text, children }: SettingsSectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="grid gap-x-10 gap-y-4 border-line border-t pt-6 lg:grid-cols-[18rem_minmax(0,1fr)]"
    >
      <div>
        <h2 id={id} className="font-medium text-[15px] text-ink">
          {title}
        </h2>
        <p className="mt-1 max-w-prose text-muted text-sm leading-relaxed">{text}</p>
      </div>
      <div className="grid max-w-2xl gap-4 [&>*]:min-w-0">{children}</div>
    </section>
  );
}
