import type { ReactElement } from "react";
import type { IconType } from "react-icons";
import {
  FaFacebookF,
  FaFacebookMessenger,
  FaGithub,
  FaInstagram,
  FaLinkedinIn,
  FaSignalMessenger,
  FaSkype,
  FaTelegram,
  FaTiktok,
  FaViber,
  FaWeixin,
  FaWhatsapp,
  FaXing,
  FaXTwitter,
  FaYoutube,
} from "react-icons/fa6";
import { type BrandTarget, isBrand, isKnownTarget } from "#lib/card/contact-methods.ts";

/** The icons of brands, by target. */
const BRAND_ICONS: Record<BrandTarget, IconType> = {
  whatsapp: FaWhatsapp,
  telegram: FaTelegram,
  signal: FaSignalMessenger,
  messenger: FaFacebookMessenger,
  viber: FaViber,
  skype: FaSkype,
  wechat: FaWeixin,
  linkedin: FaLinkedinIn,
  instagram: FaInstagram,
  facebook: FaFacebookF,
  x: FaXTwitter,
  twitter: FaXTwitter,
  tiktok: FaTiktok,
  youtube: FaYoutube,
  github: FaGithub,
  xing: FaXing,
};

/** A brand's icon, for pages rendered on the server; null where the target is no brand. */
export function brandIcon(target: string): IconType | null {
  return isKnownTarget(target) && isBrand(target) ? BRAND_ICONS[target] : null;
}

/** One SVG file with a symbol for each brand, for use as `/brands.svg#whatsapp`. */
export function brandsSvg(): string {
  const symbols = Object.entries(BRAND_ICONS).map(([target, icon]) => {
    const { viewBox, path } = drawingOf(icon);
    return `<symbol id="${target}" viewBox="${viewBox}"><path d="${path}"/></symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

type Drawing = ReactElement<{ attr: { viewBox: string }; children: ReactElement<{ d: string }>[] }>;

/** What react-icons would render. Each of these icons is a single path. */
function drawingOf(icon: IconType): { viewBox: string; path: string } {
  const { attr, children } = (icon({}) as Drawing).props;
  return { viewBox: attr.viewBox, path: children.map(({ props }) => props.d).join("") };
}
