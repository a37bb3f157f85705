/* The one thing that plain HTML cannot do here: print. */
"use strict";

document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
