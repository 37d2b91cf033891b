"use client";

import { useEffect } from "react";

/** When somebody was last signed out in this browser, for its other tabs and for pages that it brings back. */
const SIGNED_OUT = "daybook-signed-out";

/** Where nobody is signed in: the browser's other tabs leave what they show of members. */
export function TellSignedOut() {
  useEffect(() => {
    try {
      localStorage.setItem(SIGNED_OUT, String(Date.now()));
    } catch {
      // Without storage each tab finds out when it asks next.
    }
  }, []);
  return null;
}

/** On a member's page: leaves it when a sign-out is told in another tab, also when the browser brings the page back later. */
export function LeaveWhenSignedOut() {
  useEffect(() => {
    const since = Date.now();
    const look = () => {
      try {
        if (Number(localStorage.getItem(SIGNED_OUT)) > since) leave();
      } catch {
        // As above.
      }
    };
    const onVisible = () => document.visibilityState === "visible" && look();
    addEventListener("storage", look);
    addEventListener("pageshow", look);
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      removeEventListener("storage", look);
      removeEventListener("pageshow", look);
      document.removeEventListener("visibilitychange", onVisible);
    };
  }, []);
  return null;
}

/** Goes to the sign-in page; nothing of this one is seen meanwhile, nor by going back. */
export function leave(): void {
  document.body.hidden = true;
  location.replace(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}
