import type { ReactNode } from "react";

type AuthPageProps = {
  title: string;
  intro: ReactNode;
  children: ReactNode;
  /** The way to the sister page. */
  footer: ReactNode;
};

/** The frame of the sign-in and the sign-up page. */
export function AuthPage({ title, intro, children, footer }: AuthPageProps) {
  return (
    <>
      <h1 className="font-medium font-serif text-[2.25rem] text-ink leading-[1.1] tracking-tight">{title}</h1>
      <p className="mt-3 mb-8 text-muted leading-relaxed">{intro}</p>
      {children}
      <p className="mt-8 text-muted text-sm">{footer}</p>
    </>
  );
}
