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
