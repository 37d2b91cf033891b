"use client";

import { Download } from "lucide-react";
import { buttonStyle } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import type { Share } from "#lib/owners/shares.ts";

type QrDialogProps = { userCode: string; share: Share; link: string; onClose: () => void };

/** The QR code of a share link, to scan off the screen or to download for print. */
export function QrDialog({ userCode, share, link, onClose }: QrDialogProps) {
  const image = `/api/qr/${encodeURIComponent(userCode)}/${encodeURIComponent(share.share_code)}`;
  const name = share.contact || `Share ${share.share_code}`;
  return (
    <Dialog title={name} description="Scan it, or take it along for print." onClose={onClose}>
      <div className="grid justify-items-center gap-5">
        {/* biome-ignore lint/performance/noImgElement: an SVG made for this link; there is nothing to optimise */}
        <img
          src={image}
          alt={`QR code that leads to ${link}`}
          width={240}
          height={240}
          className="rounded-xl border border-line bg-white p-2"
        />
        <p className="flex max-w-full items-center gap-1">
          <span className="truncate font-mono text-muted text-xs">{link}</span>
          <CopyButton text={link} what="link" />
        </p>
        <div className="flex flex-wrap justify-center gap-2">
          {["svg", "png"].map((format) => (
            <a
              key={format}
              href={`${image}?format=${format}&download`}
              download
              className={buttonStyle({ variant: "secondary", size: "sm" })}
            >
              <Download aria-hidden="true" /> {format.toUpperCase()}
            </a>
          ))}
        </div>
      </div>
    </Dialog>
  );
}
