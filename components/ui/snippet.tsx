import { Fragment } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";

/** A few lines to paste somewhere, with a button that copies them. `what` names them: "install snippet". */
export function Snippet({ code, what }: { code: string; what: string }) {
  return (
    <figure className="min-w-0 overflow-hidden rounded-xl border border-line bg-surface">
      <figcaption className="flex items-center justify-between border-line border-b bg-sunken py-1 pr-1 pl-4">
        <span className="text-muted text-sm first-letter:uppercase">{what}</span>
        <CopyButton text={code} what={what} />
      </figcaption>
      {/* Wraps instead of scrolling, so that all of it is visible on a phone. */}
      <pre className="whitespace-pre-wrap px-4 py-3.5 font-mono text-[13px] text-ink leading-relaxed [overflow-wrap:anywhere]">
        <code>
          {code.split(" ").map((word, index, words) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the words of one text never change places
            <Fragment key={index}>
              {/* Lines break between words, and within a word only when it is wider than the block. */}
              <span className="inline-block max-w-full">{word}</span>
              {index < words.length - 1 && " "}
            </Fragment>
          ))}
        </code>
      </pre>
    </figure>
  );
}
