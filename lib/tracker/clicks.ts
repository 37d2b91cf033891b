import { targetOfLink, targetOfName } from "#lib/tracker/target.ts";

/**
 * Calls back for every click on a target by mouse (the middle button, too), touch or keyboard, in open shadow trees as
 * well. It only listens: nothing about the click changes. `handsOver`: another app or page should open now.
 */
export function onTarget(react: (target: string, handsOver: boolean) => void): void {
  const listener = (event: MouseEvent) => {
    if (event.button > 1) return;
    for (const node of event.composedPath() as HTMLAnchorElement[]) {
      const name = node.dataset?.analyticsTarget;
      const target = name ? targetOfName(name) : node.protocol && targetOfLink(node, location.host);
      if (target) {
        const inBackground = event.button || event.ctrlKey || event.metaKey;
        return react(target, !!node.protocol && !inBackground && target !== "save_contact");
      }
    }
  };
  addEventListener("click", listener, true);
  addEventListener("auxclick", listener, true);
}
