import type { ReactNode } from "react";
import type { Project } from "#lib/card/card.ts";

/** The drawing of one project. */
export function ProjectScene({ name, className }: { name: Project["scene"]; className?: string }) {
  return (
    <svg viewBox="0 0 320 180" preserveAspectRatio="xMidYMid slice" aria-hidden="true" className={className}>
      {SCENES[name]}
    </svg>
  );
}

const SCENES: Record<Project["scene"], ReactNode> = {
  shelf: (
    <>
      <rect width="320" height="180" className="fill-art-sky" />
      <rect y="140" width="320" height="40" className="fill-art-blush" opacity="0.6" />
      <rect y="86" width="320" height="5" className="fill-art-bark" />
      {[20, 29, 42, 52, 120, 129, 140, 236, 249, 258, 268].map((x, index) => (
        <rect
          key={x}
          x={x}
          y={86 - 24 - ((index * 7) % 17)}
          width={index % 3 === 0 ? 10 : 7}
          height={24 + ((index * 7) % 17)}
          className={["fill-art-pine", "fill-art-clay", "fill-art-sage", "fill-art-sand"][index % 4]}
        />
      ))}
      <path d="M176 86c-3-12 2-20 12-20s15 8 12 20Z" className="fill-art-clay" />
      <path
        d="M188 66c-8-8-9-18-4-28 8 8 10 18 4 28Zm1 0c0-11 5-19 14-23 1 11-4 20-14 23Z"
        className="fill-art-pine"
      />
      <rect x="60" y="112" width="150" height="34" rx="10" className="fill-art-pine" />
      <rect x="52" y="126" width="166" height="30" rx="8" className="fill-art-pine" />
      <rect x="74" y="116" width="40" height="26" rx="6" className="fill-art-sage" />
    </>
  ),
  stairs: (
    <>
      <rect width="320" height="180" className="fill-art-sand" />
      <path d="M0 180v-22h50v-24h50v-24h50V86h50V62h50V38h70v142Z" className="fill-art-clay" />
      <path
        d="M0 158h50v-24h50v-24h50V86h50V62h50V38h70"
        className="stroke-art-bark"
        fill="none"
        strokeWidth="4"
      />
      {[112, 124, 132, 162, 170, 182, 212, 224, 232, 262, 272, 284, 294].map((x, index) => (
        <rect
          key={x}
          x={x}
          y={150 - ((index * 5) % 14)}
          width={index % 2 ? 7 : 9}
          height={30 + ((index * 5) % 14)}
          className={["fill-art-pine", "fill-art-blush", "fill-art-sage", "fill-art-sand"][index % 4]}
        />
      ))}
      <rect x="104" y="126" width="216" height="3" className="fill-art-bark" opacity="0.6" />
      <circle cx="72" cy="52" r="22" className="fill-art-sky" />
      <path d="M50 52a22 22 0 0 0 44 0c-14-8-30-8-44 0Z" className="fill-art-sage" />
    </>
  ),
  pottery: (
    <>
      <rect width="320" height="180" className="fill-art-blush" opacity="0.55" />
      <path d="M184 126V62a40 40 0 0 1 80 0v64Z" className="fill-art-sky" />
      <circle cx="240" cy="64" r="16" className="fill-art-sand" />
      <rect y="126" width="320" height="6" className="fill-art-bark" />
      <rect y="132" width="320" height="48" className="fill-art-clay" opacity="0.7" />
      <path
        d="M36 126c-14-20-6-38 6-44-2-6-2-10-2-14h24c0 4 0 8-2 14 12 6 20 24 6 44Z"
        className="fill-art-pine"
      />
      <path d="M92 126c-8-12-8-24 0-34h32c8 10 8 22 0 34Z" className="fill-art-sand" />
      <path
        d="M134 126c-4-14-2-28 4-36-2-8-1-16 0-22h10c1 6 2 14 0 22 6 8 8 22 4 36Z"
        className="fill-art-bark"
      />
      <path d="M198 126c-6-8-10-20-8-28h44c2 8-2 20-8 28Z" className="fill-art-sage" />
      <path d="M270 126c-7-14-5-26 2-34h24c7 8 9 20 2 34Z" className="fill-art-clay" />
    </>
  ),
  kitchen: (
    <>
      <rect width="320" height="180" className="fill-art-sage" opacity="0.65" />
      <rect x="104" y="22" width="112" height="84" className="fill-art-sky" />
      <path d="M104 106V84c36-20 72-14 112-2v24Z" className="fill-art-pine" opacity="0.65" />
      <g className="stroke-art-sand" strokeWidth="5" fill="none">
        <rect x="104" y="22" width="112" height="84" />
        <path d="M160 22v84" />
      </g>
      <rect y="122" width="320" height="7" className="fill-art-sand" />
      <rect y="129" width="320" height="51" className="fill-art-pine" />
      <g className="fill-art-sand" opacity="0.7">
        <rect x="66" y="146" width="28" height="2.5" />
        <rect x="146" y="146" width="28" height="2.5" />
        <rect x="226" y="146" width="28" height="2.5" />
      </g>
      <path d="M34 122V98h36v24Z" className="fill-art-clay" />
      <path d="M70 103h6a6 6 0 0 1 0 12h-6" className="stroke-art-clay" fill="none" strokeWidth="4" />
      <path d="M244 122c0-18 6-24 22-24s22 6 22 24Z" className="fill-art-blush" />
      <path d="M266 98c-6-12-4-22 2-30 6 10 6 20-2 30Z" className="fill-art-pine" />
    </>
  ),
};
