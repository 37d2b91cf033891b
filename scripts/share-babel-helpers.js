/** Helpers that Babel writes into every file of a package, and their names in @swc/helpers, which Next brings anyway. */
const SHARED = {
  _defineProperty: "_define_property",
  _extends: "_extends",
  _objectSpread: "_object_spread",
  _objectWithoutProperties: "_object_without_properties",
  _slicedToArray: "_sliced_to_array",
};

/** Helpers that only the ones above call; @swc/helpers has its own, so they go too. */
const INNER = [
  "ownKeys",
  "_arrayLikeToArray",
  "_arrayWithHoles",
  "_iterableToArrayLimit",
  "_nonIterableRest",
  "_objectWithoutPropertiesLoose",
  "_toPrimitive",
  "_toPropertyKey",
  "_unsupportedIterableToArray",
];

const DEFINITION = /^function (\w+)\(.*\}$/;

/**
 * A loader for packages built with Babel (see next.config.js): each file's own copies of Babel's helpers give way to
 * imports of shared ones. Of recharts that is a fifth of all code.
 * @param {string} source
 * @returns {string}
 */
export default function shareBabelHelpers(source) {
  const found = new Set();
  const lines = source.split("\n").filter((line) => {
    const name = DEFINITION.exec(line)?.[1] ?? "";
    if (name in SHARED) found.add(name);
    return !(name in SHARED || INNER.includes(name));
  });
  const imports = [...found].map((name) => `import { _ as ${name} } from "@swc/helpers/_/${SHARED[name]}";`);
  return [...imports, ...lines].join("\n");
}
