import type { ReactNode } from "react";
import { signOut } from "#app/(auth)/actions.ts";
import { DashboardFrame } from "#components/frame/dashboard-frame.tsx";

type Props = { children: ReactNode; params: Promise<{ userCode: string }> };

export default async function DashboardLayout({ children, params }: Props) {
  const { userCode } = await params;
  return (
    <DashboardFrame userCode={userCode} signOut={signOut}>
      {children}
    </DashboardFrame>
  );
}
