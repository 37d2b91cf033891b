import type { ReactElement } from "react";
import type { IconType } from "react-icons";
import {
  FaFacebookF,
  FaFacebookMessenger,
  FaGithub,
  FaInstagram,
  FaLinkedinIn,
  FaSignalMessenger,
  FaTelegram,
  FaTiktok,
  FaWhatsapp,
  FaXing,
  FaXTwitter,
  FaYoutube,
} from "react-icons/fa6";

/** The marks of brands, by the targets that show them. */
const MARKS: Record<string, IconType> = {
  whatsapp: FaWhatsapp,
  telegram: FaTelegram,
  signal: FaSignalMessenger,
  messenger: FaFacebookMessenger,
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

/** One SVG with a symbol for each mark, to be used from any page by `brands.svg#whatsapp`. */
export function brandsSvg(): string {
  const symbols = Object.entries(MARKS).map(([target, mark]) => {
    const { viewBox, path } = drawingOf(mark);
    return `<symbol id="${target}" viewBox="${viewBox}"><path d="${path}"/></symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

type Drawing = ReactElement<{ attr: { viewBox: string }; children: ReactElement<{ d: string }>[] }>;

/** What react-icons would render: each of these marks is one path. */
function drawingOf(mark: IconType): { viewBox: string; path: string } {
  const { attr, children } = (mark({}) as Drawing).props;
  return { viewBox: attr.viewBox, path: children.map(({ props }) => props.d).join("") };
}
