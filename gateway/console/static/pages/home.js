"use strict";
/* Copies a text; where the browser does not let it, selects it for the person to copy. */
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    document.getElementById(`${field.id}-done`).textContent = button.dataset.done;
  } catch { /* selected: Ctrl+C does it */ }
});
