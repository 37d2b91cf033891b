import type { ReactNode } from "react";
import type { Project } from "#lib/card/card.ts";

/** The drawing at the head of a card: a wall with arches, a shelf and a plant. */
export function Cover({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 440 170" preserveAspectRatio="xMidYMax slice" aria-hidden="true" className={className}>
      <rect width="440" height="170" className="fill-art-sand" />
      <path d="M252 170V92a58 58 0 0 1 116 0v78Z" className="fill-art-sky" />
      <circle cx="328" cy="98" r="25" className="fill-art-blush" />
      <path d="M252 142c30-18 62-16 116 2v26H252Z" className="fill-art-sage" />
      <path d="M252 156c38-12 80-10 116-2v16H252Z" className="fill-art-pine" opacity="0.75" />
      <path d="M70 170V84a44 44 0 0 1 88 0v86Z" className="fill-art-clay" />
      <path d="M86 170V88a28 28 0 0 1 56 0v82Z" className="fill-art-blush" opacity="0.7" />
      {/* A lamp */}
      <g className="fill-art-bark">
        <rect x="204.5" width="1.5" height="52" />
        <path d="M190 68a15.2 15.2 0 0 1 30.5 0Z" />
      </g>
      <circle cx="205.2" cy="69" r="4" className="fill-art-blush" />
      {/* A plant */}
      <g className="fill-art-pine">
        <path d="M408 134c-14-10-19-26-15-46 12 11 18 26 15 46Z" />
        <path d="M409 134c-1-18 6-32 20-41 3 17-4 32-20 41Z" />
        <path d="M408 136c-7-13-17-20-30-20 4 13 15 20 30 20Z" opacity="0.8" />
      </g>
      <path d="M396 134h25l-3 36h-19Z" className="fill-art-clay" />
      {/* A shelf with books */}
      <rect y="118" width="50" height="3.5" className="fill-art-bark" />
      <rect x="8" y="92" width="7" height="26" className="fill-art-pine" />
      <rect x="17" y="97" width="6" height="21" className="fill-art-sage" />
      <rect x="25" y="89" width="8" height="29" className="fill-art-clay" />
      <rect x="35" y="100" width="5" height="18" className="fill-art-blush" />
    </svg>
  );
}

/** The head of every other card: arches in its accent. */
export function AccentCover({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 440 170" preserveAspectRatio="xMidYMax slice" aria-hidden="true" className={className}>
      <rect width="440" height="170" className="fill-accent-soft" />
      <g className="fill-accent">
        <path d="M250 170v-60a70 70 0 0 1 140 0v60Z" opacity="0.22" />
        <path d="M278 170v-58a42 42 0 0 1 84 0v58Z" opacity="0.32" />
        <path d="M390 170v-24a44 44 0 0 1 88 0v24Z" opacity="0.5" />
        <path d="M176 170v-16a37 37 0 0 1 74 0v16Z" opacity="0.14" />
        <circle cx="320" cy="112" r="15" opacity="0.85" />
        <circle cx="96" cy="60" r="26" opacity="0.1" />
      </g>
    </svg>
  );
}

/** The drawn portrait of the demo card. */
export function PortraitDrawing({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 120 120" aria-hidden="true" className={className}>
      <rect width="120" height="120" className="fill-art-sand" />
      <circle cx="84" cy="40" r="30" className="fill-art-blush" opacity="0.55" />
      {/* Hair behind the head */}
      <path
        d="M33 62c-3-28 10-44 28-44s31 15 28 43c-1 12 1 20 5 27-8 6-21 8-33 8s-25-2-33-8c4-7 6-15 5-26Z"
        className="fill-art-bark"
      />
      {/* Neck and shoulders */}
      <path d="M51 74h20v20c0 6-20 6-20 0Z" className="fill-art-shade" />
      <path d="M10 124c2-20 16-29 38-33 4 7 22 7 26 0 22 4 34 13 36 33Z" className="fill-art-pine" />
      <path d="M45 91.500c5 9 27 9 32 0l-2.5-3.500c-5 5.5-22 5.5-27 0Z" className="fill-art-sage" />
      {/* Face */}
      <path d="M42 52c0-14 8-21 19-21s19 7 19 21c0 17-8 29-19 29S42 69 42 52Z" className="fill-art-skin" />
      <circle cx="48.5" cy="63" r="4.2" className="fill-art-clay" opacity="0.28" />
      <circle cx="73.5" cy="63" r="4.2" className="fill-art-clay" opacity="0.28" />
      {/* Hair in front, with a parting */}
      <path
        d="M40 57c-3-19 6-30 21-31 15 0 24 11 21 31-3-9-8-16-15-19-7 4-20 6-24 9-2 3-3 6-3 10Z"
        className="fill-art-bark"
      />
      <g className="stroke-art-bark" fill="none" strokeWidth="1.7" strokeLinecap="round">
        <path d="M50 56.500q2.5-2.2 5 0M67 56.500q2.5-2.2 5 0" />
        <path d="M56 70.500q5 4.2 10 0" />
      </g>
    </svg>
  );
}

/** A person's first letters, where there is no portrait. */
export function Monogram({ name, className }: { name: string; className?: string }) {
  return (
    <svg viewBox="0 0 120 120" aria-hidden="true" className={className}>
      <rect width="120" height="120" className="fill-accent-soft" />
      <text
        x="60"
        y="61"
        textAnchor="middle"
        dominantBaseline="central"
        className="fill-accent font-medium font-serif text-[44px]"
      >
        {monogram(name)}
      </text>
    </svg>
  );
}

/** The first letters of the first and the last name. */
export function monogram(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => Array.from(word ?? "")[0]?.toUpperCase()).join("");
}

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
