"use client";

import { ChevronsUpDown } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { controlStyle, FieldError } from "#components/ui/field.tsx";

/** Chooses a time zone; the browser's own is chosen beforehand. A native list: it has 400 rows and typing finds one. */
export function TimeZoneField({ timeZones, error }: { timeZones: string[]; error?: string }) {
  const id = useId();
  const [zone, setZone] = useState("UTC");
  const [detected, setDetected] = useState<string>();

  // Only the browser knows its zone, so this waits until after the first paint.
  useEffect(() => {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    setDetected(here);
    setZone(here);
  }, []);

  const listed = timeZones.includes(zone) ? timeZones : [zone, ...timeZones];
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium text-ink text-sm">
        Time zone
      </label>
      <div className="relative">
        <select
          id={id}
          name="time_zone"
          value={zone}
          onChange={(event) => setZone(event.target.value)}
          aria-describedby={error ? `${id}-hint ${id}-error` : `${id}-hint`}
          aria-invalid={error ? true : undefined}
          className={`${controlStyle} cursor-pointer appearance-none pr-10`}
        >
          {listed.map((name) => (
            <option key={name} value={name}>
              {name.replaceAll("_", " ")}
            </option>
          ))}
        </select>
        <ChevronsUpDown
          aria-hidden="true"
          className="pointer-events-none absolute top-3.5 right-3.5 size-4 text-faint"
        />
      </div>
      <p id={`${id}-hint`} className="text-muted text-sm leading-snug">
        {detected === zone ? "Found in your browser. " : ""}Your days begin and end by this clock.
      </p>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}
