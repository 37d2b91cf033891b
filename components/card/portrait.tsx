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
