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
