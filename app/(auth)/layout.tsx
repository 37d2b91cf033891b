import Link from "next/link";
import { AuthAside } from "#components/auth/auth-page.tsx";
import { Logo } from "#components/ui/logo.tsx";

export default function AuthLayout({ children }: LayoutProps<"/">) {
  return (
    <div className="grid min-h-dvh lg:grid-cols-[1fr_1fr] xl:grid-cols-[1fr_1.1fr]">
      <div className="flex flex-col px-6 pt-5 pb-10 sm:px-12">
        <header>
          <Link href="/" aria-label="Daybook, home" className="inline-flex py-2">
            <Logo />
          </Link>
        </header>
        <main className="mx-auto flex w-full max-w-[24rem] flex-1 flex-col justify-center py-12">
          {children}
        </main>
      </div>
      <AuthAside />
    </div>
  );
}
