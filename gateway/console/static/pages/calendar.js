/* The arrow keys move to the month or year before and after, unless somebody is typing. */
"use strict";

document.addEventListener("keydown", (event) => {
  const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
  if (!isPlain || event.target.closest?.("input, textarea, select, [tabindex='0']")) return;
  document.querySelector(`[data-arrow="${event.key}"]`)?.click();
});
