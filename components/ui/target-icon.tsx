import {
  CalendarCheck,
  Globe,
  Mail,
  MapPin,
  MessageSquareText,
  Phone,
  Share2,
  Sparkle,
  UserRoundPlus,
  Video,
} from "lucide-react";
import type { ComponentType } from "react";
import { type BrandTarget, isBrand, isKnownTarget, type KnownTarget } from "#lib/card/contact-methods.ts";

type Icon = ComponentType<{ className?: string; "aria-hidden"?: boolean | "true" }>;

/** The icons of known targets but for brands, whose icons lie in brands.svg (brand-icons.ts). */
const ICONS: Record<Exclude<KnownTarget, BrandTarget>, Icon> = {
  phone: Phone,
  email: Mail,
  sms: MessageSquareText,
  facetime: Video,
  website: Globe,
  map: MapPin,
  maps: MapPin,
  calendar: CalendarCheck,
  share: Share2,
  save_contact: UserRoundPlus,
};

/** The icon of a target. Brands' icons are taken from a file: as code they would add 5 KB to every page. */
export function TargetIcon({ target, className }: { target: string; className?: string }) {
  const Icon = iconOf(target);
  if (Icon) return <Icon aria-hidden="true" className={className} />;
  return (
    <svg aria-hidden="true" className={className}>
      <use href={`/brands.svg#${target}`} fill="currentColor" />
    </svg>
  );
}

/** None for a brand. */
function iconOf(target: string): Icon | null {
  if (!isKnownTarget(target)) return Sparkle;
  return isBrand(target) ? null : ICONS[target];
}
