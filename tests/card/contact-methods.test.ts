import { expect, test } from "vitest";
import { isKnownTarget, targetName } from "#lib/card/contact-methods.ts";
import { LEGACY_MAPPING } from "#lib/legacy/mapping.ts";
import { targetOfName } from "#lib/tracker/clicks.ts";

const isTracked = (target: string) => targetOfName(target) === target;

// The tracker keeps a list of its own, since names for people would not fit into it, and so does the mapping of old
// rows, which is handed to the database.
test("the tracker and the mapping of old rows know the same contact methods, and each has a name", () => {
  const { targets, target_aliases } = LEGACY_MAPPING;
  expect(targets.filter((target) => !isTracked(target) || !isKnownTarget(target))).toEqual([]);
  expect(new Set(targets)).toEqual(new Set(Object.values(target_aliases).concat(targets)));
  const apart = Object.entries(target_aliases).filter(([alias, target]) => {
    const tracked = targetOfName(alias);
    return tracked !== `custom:${alias}` && tracked !== target;
  });
  expect(apart).toEqual([]);
});

test("a target that only the owner knows is called as the owner calls it", () => {
  expect([targetName("save_contact"), targetName("custom:Book a call"), targetName("constructor")]).toEqual([
    "Save contact",
    "Book a call",
    "constructor",
  ]);
});
