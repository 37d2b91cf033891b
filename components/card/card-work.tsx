import { PageHead } from "#components/card/page-head.tsx";
import { Scene } from "#components/card/scene.tsx";
import type { Card } from "#lib/card/card.ts";

/** What this person has made. */
export function CardWork({ card }: { card: Card }) {
  return (
    <div data-analytics-page="work">
      <PageHead card={card} title="Work" />
      <ul className="grid gap-8 px-6 pb-10">
        {card.projects.map((project) => (
          <li key={project.title}>
            <article>
              <Scene name={project.scene} className="block aspect-video w-full rounded-2xl" />
              <div className="mt-3.5 flex items-baseline justify-between gap-4">
                <h2 className="font-medium font-serif text-ink text-xl leading-snug">{project.title}</h2>
                <p className="shrink-0 text-muted text-sm tabular-nums">
                  {project.place}, {project.year}
                </p>
              </div>
              <p className="mt-1 text-[15px] text-muted leading-relaxed">{project.text}</p>
            </article>
          </li>
        ))}
      </ul>
    </div>
  );
}
