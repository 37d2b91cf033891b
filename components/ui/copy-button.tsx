"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";

/** Copies `text` to the clipboard and says that it did. `what` names it: "Copy snippet". */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // No permission, or not a secure page: the text stays selectable beside the button.
    }
  };

  return (
    <Button variant="ghost" size="sm" onClick={copy} aria-label={copied ? "Copied" : `Copy ${what}`}>
      {copied ? <Check aria-hidden="true" className="text-good" /> : <Copy aria-hidden="true" />}
      <span aria-live="polite">{copied ? "Copied" : "Copy"}</span>
    </Button>
  );
}

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
          {code.split(/(\s)/).map((part, index) =>
            // Lines break between words, and within a word only when it is wider than the block.
            index % 2 ? (
              part
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: the words of one text never change places
              <span key={index} className="inline-block max-w-full">
                {part}
              </span>
            ),
          )}
        </code>
      </pre>
    </figure>
  );
}
