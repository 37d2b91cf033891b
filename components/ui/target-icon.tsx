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

type Known = {
  name: string;
  /** Its icon; a brand's mark is a shape of brands.svg instead, by the name of the target. */
  Icon?: ComponentType<{ className?: string; "aria-hidden"?: boolean | "true" }>;
};

const TARGETS: Record<string, Known> = {
  phone: { name: "Phone", Icon: Phone },
  email: { name: "Email", Icon: Mail },
  sms: { name: "SMS", Icon: MessageSquareText },
  whatsapp: { name: "WhatsApp" },
  telegram: { name: "Telegram" },
  signal: { name: "Signal" },
  messenger: { name: "Messenger" },
  facetime: { name: "FaceTime", Icon: Video },
  linkedin: { name: "LinkedIn" },
  instagram: { name: "Instagram" },
  facebook: { name: "Facebook" },
  x: { name: "X" },
  twitter: { name: "X" },
  tiktok: { name: "TikTok" },
  youtube: { name: "YouTube" },
  github: { name: "GitHub" },
  xing: { name: "XING" },
  website: { name: "Website", Icon: Globe },
  map: { name: "Map", Icon: MapPin },
  maps: { name: "Map", Icon: MapPin },
  calendar: { name: "Calendar", Icon: CalendarCheck },
  share: { name: "Share", Icon: Share2 },
  save_contact: { name: "Save contact", Icon: UserRoundPlus },
};

const CUSTOM = "custom:";

/** What people call a target: `save_contact` → Save contact, `custom:Book a call` → Book a call. */
export function targetName(target: string): string {
  return TARGETS[target]?.name ?? (target.startsWith(CUSTOM) ? target.slice(CUSTOM.length) : target);
}

/** The icon of a target. Brands' marks are used from a file of their own: as code they would cost 5 KB of every page. */
export function TargetIcon({ target, className }: { target: string; className?: string }) {
  const known = TARGETS[target];
  if (known && !known.Icon) {
    return (
      <svg aria-hidden="true" className={className}>
        <use href={`/brands.svg#${target}`} fill="currentColor" />
      </svg>
    );
  }
  const Icon = known?.Icon ?? Sparkle;
  return <Icon aria-hidden="true" className={className} />;
}
