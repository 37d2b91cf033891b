import { type ReactNode, useId } from "react";
import { DeleteButton, HandOverButton, LeaveButton, type Successor } from "#components/cards/parting.tsx";
import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import { AddressExclusion, BrowserExclusion } from "#components/settings/exclusion-forms.tsx";
import { InstallGuide } from "#components/settings/install-guide.tsx";
import {
  CardForm,
  FirstEventCheck,
  OriginsForm,
  RetentionForm,
  TimeZoneForm,
} from "#components/settings/settings-forms.tsx";
import type { FormAction } from "#components/ui/action-form.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/states.tsx";
import { originAllowed } from "#lib/http/allowed-origins.ts";
import { settingId } from "#lib/owners/codes.ts";
import type { FormState } from "#lib/owners/form-state.ts";
import type { OwnerSettings } from "#lib/owners/owner-settings.ts";

type SettingsScreenProps = {
  settings: OwnerSettings;
  origin: string;
  timeZones: string[];
  isExcludedHere: boolean;
  /** When the chosen time zone is not in force yet: a sentence that says from when it will be. */
  timeZoneChange: string | null;
  /** Who could get the card: its other members; empty for whoever may not hand it over. */
  successors: Successor[];
  actions: { leave: () => Promise<FormState> } & Record<
    "handOver" | "delete" | "card" | "origins" | "timeZone" | "retention" | "exclusion",
    FormAction
  >;
};

/** Everything that can be set for an owner, the installation first. */
export function SettingsScreen(props: SettingsScreenProps) {
  const { settings, origin, timeZones, isExcludedHere, timeZoneChange, successors, actions } = props;
  const locked = settings.role === "viewer";
  const cardOrigin = settings.card_url && URL.parse(settings.card_url)?.origin;
  return (
    <div className="grid gap-5 pb-16 [&>*]:min-w-0">
      <ScreenHeading title="Settings">How visits reach Daybook, and how they are counted.</ScreenHeading>
      {locked && <Notice>You can see everything here. Owners and editors can change it.</Notice>}
      <Section
        title="Install"
        text="Your card on Daybook counts by itself. On a site of your own one line counts page views and taps on contact links; there is no cookie."
      >
        <InstallGuide origin={origin} userCode={settings.user_code} />
        <FirstEventCheck userCode={settings.user_code} seen={settings.has_events} />
      </Section>
      <Section
        title="Card"
        text="What your card is called here, and where the links you hand out lead. What stands on a card of Daybook is changed under Card."
      >
        <CardForm
          name={settings.name}
          cardUrl={settings.card_url}
          pageHere={`${origin}/c/${settings.user_code}`}
          locked={locked}
          action={actions.card}
        />
      </Section>
      {!locked && (
        <Section
          title="Links"
          text="Show this dashboard, or a part of it, to people without an account, also inside a page of your own."
        >
          <div>
            <LinkButton
              href={`/dashboard/${settings.user_code}/settings/links`}
              variant="secondary"
              size="sm"
            >
              See and make links
            </LinkButton>
          </div>
        </Section>
      )}
      <Section
        title="Allowed origins"
        text="Which sites may send events for this card. While the list is empty, any may."
      >
        {cardOrigin && !originAllowed(cardOrigin, settings.allowed_origins, null) && (
          <Notice tone="warn">
            Your card’s own site, {cardOrigin}, is not among them: its visits are refused.
          </Notice>
        )}
        <OriginsForm origins={settings.allowed_origins} locked={locked} action={actions.origins} />
      </Section>
      <Section
        title="Excluded visitors"
        text="Your own visits need not count. What comes from an excluded address stands on the data page, by reason; an excluded browser sends nothing."
      >
        <AddressExclusion
          isExcludedHere={isExcludedHere}
          addresses={settings.excluded_addresses.length}
          locked={locked}
          action={actions.exclusion}
        />
        <BrowserExclusion cardUrl={settings.card_url} />
      </Section>
      <Section
        title="Time zone"
        text="The clock by which your days begin and end. A change takes effect at the next start of a day in the new zone that is at least an hour away; earlier events keep their days."
      >
        <TimeZoneForm
          timeZone={settings.time_zone}
          timeZones={timeZones}
          change={timeZoneChange}
          locked={locked}
          action={actions.timeZone}
        />
      </Section>
      <Section
        title="API keys"
        text="With a key your own systems read these numbers, register shares or send events, and an assistant can be asked about them."
      >
        <LinkButton
          href={`/dashboard/${encodeURIComponent(settings.user_code)}/settings/keys`}
          prefetch={false}
          variant="secondary"
          size="sm"
          className="justify-self-start"
        >
          API keys
        </LinkButton>
      </Section>
      <Section
        title="Retention"
        text="For how long single events are kept. The daily numbers stay for good; a day whose events are gone can no longer be counted anew, and its visits are no longer listed one by one."
      >
        <RetentionForm
          days={settings.retention_days}
          locked={settings.role !== "owner"}
          action={actions.retention}
        />
      </Section>
      <Section
        title="Part with this card"
        text="Whoever leaves sees its numbers no longer. Owners hand it over to another member, or delete it with everything under it. A card always has an owner."
      >
        <div className="flex flex-wrap gap-2">
          <LeaveButton name={settings.name} action={actions.leave} />
          {settings.role === "owner" && (
            <>
              {successors.length > 0 && (
                <HandOverButton name={settings.name} members={successors} action={actions.handOver} />
              )}
              <DeleteButton userCode={settings.user_code} name={settings.name} action={actions.delete} />
            </>
          )}
        </div>
        {settings.role === "owner" && successors.length === 0 && (
          <p className="text-muted text-sm leading-relaxed">
            You are its only member. To hand it over, invite somebody first.
          </p>
        )}
      </Section>
    </div>
  );
}

type SectionProps = { title: string; text: string; children: ReactNode };

/** One thing to set: on the left what it means, on the right its controls. */
function Section({ title, text, children }: SectionProps) {
  const id = useId();
  return (
    <section
      id={settingId(title)}
      aria-labelledby={id}
      className="grid scroll-mt-6 gap-x-10 gap-y-4 border-line border-t pt-6 lg:grid-cols-[18rem_minmax(0,1fr)]"
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
