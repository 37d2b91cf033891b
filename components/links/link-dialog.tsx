"use client";

import { useState } from "react";
import type { FormAction } from "#components/ui/action-form.tsx";
import { buttonStyle } from "#components/ui/button.tsx";
import { Snippet } from "#components/ui/copy-button.tsx";
import { FormDialog } from "#components/ui/dialog.tsx";
import { Field, SelectField, TextAreaField } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/states.tsx";
import { EXPIRY_CHOICES, embedSnippet, linkPath, type OwnerLinks } from "#lib/links/links.ts";

type LinkDialogProps = {
  userCode: string;
  ownerLinks: OwnerLinks;
  origin: string;
  action: FormAction;
  onClose: () => void;
};

/** Makes a link, and shows it once. */
export function LinkDialog({ userCode, ownerLinks, origin, action, onClose }: LinkDialogProps) {
  const [isEmbedded, setEmbedded] = useState(false);
  const [hasSomeDays, setSomeDays] = useState(false);
  const [madeWithOrigins, setMadeWithOrigins] = useState(false);
  return (
    <FormDialog
      title="New link"
      description="Whoever has it can look at this dashboard, without an account."
      action={action}
      submit="Make link"
      onClose={onClose}
      made={(token) => (
        <MadeLink
          address={origin + linkPath(userCode, token)}
          embed={madeWithOrigins ? embedSnippet(origin, userCode, token, ownerLinks.name) : null}
        />
      )}
      fields={(errors) => (
        <>
          <Field
            label="For"
            name="label"
            required
            maxLength={120}
            placeholder="The agency, our website…"
            hint="Only you and your members see this."
            error={errors.label}
          />
          <SelectField label="Shows" name="what" defaultValue="" error={errors.what}>
            <option value="">Everything</option>
            <optgroup label="One group">
              {ownerLinks.groups.map((group) => (
                <option key={group.group_code} value={`group:${group.group_code}`}>
                  {group.name}
                </option>
              ))}
            </optgroup>
            <optgroup label="One share">
              {ownerLinks.shares.map((share) => (
                <option key={share.share_code} value={`share:${share.share_code}`}>
                  {share.contact || `Share ${share.share_code}`}
                </option>
              ))}
            </optgroup>
          </SelectField>
          <SelectField
            label="Days"
            name="days"
            value={hasSomeDays ? "some" : "all"}
            onChange={(event) => setSomeDays(event.target.value === "some")}
          >
            <option value="all">All, and those to come</option>
            <option value="some">Only these days</option>
          </SelectField>
          {hasSomeDays && (
            <div className="grid grid-cols-2 gap-3">
              <Field
                label="From"
                name="from"
                type="date"
                required
                max={ownerLinks.today}
                error={errors.from}
              />
              <Field label="To" name="to" type="date" required error={errors.to} />
            </div>
          )}
          <label className="flex cursor-pointer items-start gap-2.5 text-ink text-sm">
            <input type="checkbox" name="names" value="yes" className="mt-0.5 size-4 accent-(--accent)" />
            <span>
              Name contacts
              <span className="block text-muted leading-snug">
                With their shares’ codes. Otherwise no contact and no share is listed.
              </span>
            </span>
          </label>
          <Field
            label="Password"
            name="password"
            type="text"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={200}
            placeholder="None"
            hint="Tell it another way than the link. It is not shown again."
            error={errors.password}
          />
          <SelectField label="Ends" name="expiry" defaultValue="" error={errors.expiry}>
            <option value="">When you close it</option>
            {EXPIRY_CHOICES.map((days) => (
              <option key={days} value={days}>
                {days === 1 ? "In one day" : `In ${days} days`}
              </option>
            ))}
          </SelectField>
          <label className="flex cursor-pointer items-center gap-2.5 text-ink text-sm">
            <input
              type="checkbox"
              checked={isEmbedded}
              onChange={(event) => setEmbedded(event.target.checked)}
              className="size-4 accent-(--accent)"
            />
            Show it inside a page of another site
          </label>
          {isEmbedded ? (
            <TextAreaField
              label="Sites that may"
              name="origins"
              rows={2}
              placeholder="https://example.com"
              spellCheck={false}
              autoCapitalize="none"
              hint="One a line. No other site can show it."
              onChange={(event) => setMadeWithOrigins(event.target.value.trim() !== "")}
              error={errors.origins}
            />
          ) : (
            <input type="hidden" name="origins" value="" />
          )}
        </>
      )}
    />
  );
}

type MadeLinkProps = { address: string; embed: string | null };

/** A link that has just been made: the only time that it is shown. */
function MadeLink({ address, embed }: MadeLinkProps) {
  return (
    <>
      <Notice tone="good">
        The link is ready. Copy it now: it is kept as a hash and cannot be shown again.
      </Notice>
      <Snippet code={address} what="link" />
      {embed && <Snippet code={embed} what="lines for your page" />}
      <div>
        <a href={address} target="_blank" rel="noreferrer" className={buttonStyle({ variant: "secondary" })}>
          Open it
        </a>
      </div>
    </>
  );
}
