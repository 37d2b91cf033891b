import { UserPlus } from "lucide-react";
import { buttonStyle } from "#components/ui/button-style.ts";

/** Downloads the card as a contact for the address book. */
export function SaveContact({ userCode }: { userCode: string }) {
  return (
    <a
      href={`/c/${userCode}/contact.vcf`}
      download
      data-analytics-target="save_contact"
      className={buttonStyle({ size: "lg", wide: true })}
    >
      <UserPlus aria-hidden="true" />
      Save contact
    </a>
  );
}
