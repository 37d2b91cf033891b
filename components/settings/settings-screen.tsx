import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import { CardForm } from "#components/settings/card-form.tsx";
import { ExclusionForm } from "#components/settings/exclusion-form.tsx";
import { FirstEventCheck } from "#components/settings/first-event-check.tsx";
import { OriginsForm } from "#components/settings/origins-form.tsx";
import { RetentionForm } from "#components/settings/retention-form.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { ZoneForm } from "#components/settings/zone-form.tsx";
import type { FormAction } from "#components/ui/form-action.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Snippet } from "#components/ui/snippet.tsx";
import { installSnippet } from "#lib/owners/addresses.ts";
import type { OwnerSettings } from "#lib/owners/owner-settings.ts";

type SettingsScreenProps = {
  settings: OwnerSettings;
  origin: string;
  zones: string[];
  isExcludedHere: boolean;
  /** When a chosen time zone is not in force yet: from when it will be. */
  zoneChange: string | null;
  actions: Record<"card" | "origins" | "timeZone" | "retention" | "exclusion", FormAction>;
};

/** Everything that can be set for an owner, the installation first. */
export function SettingsScreen(props: SettingsScreenProps) {
  const { settings, origin, zones, isExcludedHere, zoneChange, actions } = props;
  const locked = settings.role === "viewer";
  return (
    <div className="grid gap-5 pb-16 [&>*]:min-w-0">
      <ScreenHeading title="Settings">How visits reach Daybook, and how they are counted.</ScreenHeading>
      {locked && <Notice>You can see everything here. Owners and editors can change it.</Notice>}
      <SettingsSection
        title="Install"
        text="Put this line into the head of your card or site. It counts page views and taps on contact links; there is no cookie."
      >
        <Snippet code={installSnippet(origin, settings.user_code)} what="install snippet" />
        <FirstEventCheck userCode={settings.user_code} seen={settings.has_events} />
      </SettingsSection>
      <SettingsSection
        title="Card"
        text="What your card is called here, and where the links you hand out lead."
      >
        <CardForm
          name={settings.name}
          cardUrl={settings.card_url}
          ownCard={`${origin}/c/${settings.user_code}`}
          locked={locked}
          action={actions.card}
        />
      </SettingsSection>
      <SettingsSection
        title="Allowed origins"
        text="Which sites may send events for this card. While the list is empty, any may."
      >
        <OriginsForm origins={settings.allowed_origins} locked={locked} action={actions.origins} />
      </SettingsSection>
      <SettingsSection
        title="Excluded visitors"
        text="Your own visits need not count. What comes from an excluded address stands on the data page, by reason; an excluded browser sends nothing."
      >
        <ExclusionForm
          isExcludedHere={isExcludedHere}
          addresses={settings.excluded_addresses.length}
          cardUrl={settings.card_url}
          locked={locked}
          action={actions.exclusion}
        />
      </SettingsSection>
      <SettingsSection
        title="Time zone"
        text="The clock by which your days begin and end. A change takes effect at the next start of a day in the new zone that is at least an hour away; earlier events keep their days."
      >
        <ZoneForm
          zone={settings.time_zone}
          zones={zones}
          change={zoneChange}
          locked={locked}
          action={actions.timeZone}
        />
      </SettingsSection>
      <SettingsSection
        title="Retention"
        text="For how long single events are kept. The daily numbers stay for good; a day whose events are gone can no longer be counted anew, and its visits are no longer listed one by one."
      >
        <RetentionForm
          days={settings.retention_days}
          locked={settings.role !== "owner"}
          action={actions.retention}
        />
      </SettingsSection>
    </div>
  );
}
