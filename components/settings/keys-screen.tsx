import { KeyRound } from "lucide-react";
import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import { NewKeyButton, RevokeButton } from "#components/settings/key-dialogs.tsx";
import type { FormAction } from "#components/ui/action-form.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState, Notice } from "#components/ui/states.tsx";
import type { Format } from "#lib/analytics/format.ts";
import { ABILITY_NAMES, type ApiKey } from "#lib/owners/api-keys.ts";

type KeysScreenProps = {
  userCode: string;
  origin: string;
  /** Null: this member's role does not allow it. */
  keys: ApiKey[] | null;
  format: Format;
  actions: Record<"make" | "revoke", FormAction>;
};

/** The keys of an owner: who may ask without an account, for what, and when each was last used. */
export function KeysScreen({ userCode, origin, keys, format, actions }: KeysScreenProps) {
  return (
    <div className="grid gap-5 pb-16 [&>*]:min-w-0">
      <ScreenHeading
        title="API keys"
        actions={
          <>
            <LinkButton
              href={`/dashboard/${encodeURIComponent(userCode)}/settings`}
              variant="secondary"
              size="sm"
            >
              Settings
            </LinkButton>
            <LinkButton href="/docs/api" variant="secondary" size="sm">
              How to use them
            </LinkButton>
            {keys !== null && <NewKeyButton action={actions.make} />}
          </>
        }
      >
        With a key your own systems ask {origin}/api/v1, and assistants {origin}/api/mcp. Keys belong to this
        card, and stay in force when who made them leaves.
      </ScreenHeading>
      {keys === null ? (
        <Notice>Only owners of this card can see, make and revoke keys.</Notice>
      ) : (
        <Panel flush>
          {keys.length === 0 ? (
            <EmptyState className="py-14" icon={<KeyRound />} title="There is no key yet">
              Make one for each system that will use it, so that you can revoke it alone.
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line">
              {keys.map((key) => (
                <KeyItem key={key.key_hash} apiKey={key} format={format} revoke={actions.revoke} />
              ))}
            </ul>
          )}
        </Panel>
      )}
    </div>
  );
}

type KeyItemProps = { apiKey: ApiKey; format: Format; revoke: FormAction };

function KeyItem({ apiKey, format, revoke }: KeyItemProps) {
  const { name, abilities, created_at, last_used_at, in_force } = apiKey;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 px-5 py-4 sm:px-6">
      <div className="min-w-0">
        <p
          className={`font-medium text-[15px] [overflow-wrap:anywhere] ${in_force ? "text-ink" : "text-muted"}`}
        >
          {name}
        </p>
        <p className="mt-0.5 text-muted text-sm leading-relaxed">
          {abilities.map((ability) => ABILITY_NAMES[ability].name).join(", ")}. Made on{" "}
          {format.dayAndTime(created_at)}.{" "}
          {last_used_at ? `Last used on ${format.dayAndTime(last_used_at)}.` : "Never used."}{" "}
          {endOf(apiKey, format)}
        </p>
      </div>
      {in_force && <RevokeButton keyHash={apiKey.key_hash} name={name} action={revoke} />}
    </li>
  );
}

/** When a key ends or has ended. */
function endOf({ revoked_at, expires_at, in_force }: ApiKey, format: Format): string {
  if (revoked_at) return `Revoked on ${format.dayAndTime(revoked_at)}.`;
  if (!expires_at) return "";
  return `${in_force ? "Expires" : "Expired"} on ${format.dayAndTime(expires_at)}.`;
}
