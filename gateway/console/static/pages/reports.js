/* 분기 점검 by keyboard, downloads that say that they are being made, and printing. Without it all of it works by form. */
"use strict";

(() => {
  const grid = document.querySelector("[data-grid]");

  function listLines() {
    return [...document.querySelectorAll("[data-line]:has(input[type=radio])")];
  }

  function focusLine(line) {
    const chosen = line?.querySelector("input[type=radio]:checked") ?? line?.querySelector("input[type=radio]");
    chosen?.focus();
    line?.scrollIntoView({ block: "nearest" });
  }

  function move(line, step) {
    const lines = listLines();
    focusLine(lines[lines.indexOf(line) + step]);
  }

  function choose(line, key) {
    const option = line.querySelector(`input[data-key="${key}"]`);
    if (!option) return;
    option.checked = true;
    option.dispatchEvent(new Event("change", { bubbles: true }));
    const cause = line.querySelector("textarea[name=cause]");
    if (option.value === "LAGGING") cause.focus();
    else option.focus();
  }

  function onKey(event) {
    const line = event.target.closest?.("[data-line]");
    if (!line || event.isComposing || event.altKey || event.metaKey) return;
    const isText = event.target.matches("textarea");
    if (event.key === "Enter" && (!isText || event.ctrlKey) && !event.target.matches("a, button")) {
      event.preventDefault();
      line.querySelector("form")?.requestSubmit();
      return;
    }
    if (isText || event.ctrlKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      move(line, step);
    } else if ("123".includes(event.key)) {
      event.preventDefault();
      choose(line, event.key);
    }
  }

  function showPicked() {
    const place = document.querySelector("[data-picked-count]");
    if (!place) return;
    const count = document.querySelectorAll("input[name=pick]:checked").length;
    place.textContent = count ? ` (${count})` : "";
  }

  // A saved line comes back anew: the person goes on where the keyboard was.
  let left = null;
  function onBefore(event) {
    const line = event.target.closest?.("[data-line]");
    if (line) left = { id: line.id, index: listLines().indexOf(line) };
  }
  function onAfter() {
    if (!left) return;
    const line = document.getElementById(left.id);
    const next = line?.querySelector(".is-saved") ? (listLines()[left.index + 1] ?? line) : line;
    const wrong = line?.querySelector("[aria-invalid]");
    left = null;
    if (wrong) wrong.focus();
    else focusLine(next);
    showPicked();
  }

  async function download(link) {
    const status = document.querySelector("[data-file-status]");
    const say = (text) => { if (status) status.textContent = text; };
    const slow = setTimeout(() => say(status?.dataset.wait ?? ""), 300);
    link.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(link.href, { credentials: "same-origin" });
      const name = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("content-disposition") ?? "");
      if (!answer.ok || !name) {
        location.assign(link.href); // the page there says what is wrong
        return;
      }
      const address = URL.createObjectURL(await answer.blob());
      const saved = Object.assign(document.createElement("a"), { href: address, download: decodeURIComponent(name[1]) });
      saved.click();
      setTimeout(() => URL.revokeObjectURL(address), 60000);
      say("");
    } finally {
      clearTimeout(slow);
      link.removeAttribute("aria-busy");
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-file]");
    if (link && document.querySelector("[data-file-status]") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (!link.hasAttribute("aria-busy")) download(link);
    }
    if (event.target.closest?.("[data-print]")) window.print();
    if (event.target.closest?.("[data-pick-all]")) {
      document.querySelectorAll("input[data-missing]").forEach((box) => { box.checked = true; });
      showPicked();
    }
  });
  if (grid) {
    document.addEventListener("keydown", onKey);
    document.addEventListener("change", showPicked);
    document.addEventListener("htmx:before:request", onBefore);
    document.addEventListener("htmx:after:swap", onAfter);
    const all = document.querySelector("[data-pick-all]");
    if (all) all.hidden = !document.querySelector("input[data-missing]");
    showPicked();
  }
})();
