/* 심사분석 by keyboard: up and down within a column, Enter saves and goes on. Without it all of it works by form. */
"use strict";

(() => {
  const grid = document.querySelector("[data-grid]");
  if (!grid) return;

  const list = () => [...grid.querySelectorAll("[data-line]:has(form)")];

  function focusIn(line, name) {
    const field = line?.querySelector(`input[name="${name}"]`) ?? line?.querySelector("input[name=planned]");
    field?.focus();
    field?.select?.();
    line?.scrollIntoView({ block: "nearest" });
  }

  // Basis points, as the server reads them; null of what is no percentage.
  function read(line, name) {
    const found = /^(\d{1,3})(?:\.(\d{1,2}))?\s*%?$/.exec(line.querySelector(`[data-${name}]`).value.trim());
    const points = found ? Number(found[1]) * 100 + Number((found[2] ?? "0").padEnd(2, "0")) : null;
    return points !== null && points <= 10000 ? points : null;
  }

  function showNeed(line) {
    const planned = read(line, "planned");
    const actual = read(line, "actual");
    const isKnown = planned !== null && actual !== null;
    const isBehind = isKnown && planned > 0 && actual * 10000 < planned * Number(grid.dataset.normal);
    line.classList.toggle("is-behind", isBehind);
    return isBehind;
  }

  function onKey(event) {
    const line = event.target.closest?.("[data-line]");
    if (!line || !grid.contains(line) || event.isComposing || event.altKey || event.metaKey) return;
    const isText = event.target.matches("textarea");
    if (event.key === "Enter" && (!isText || event.ctrlKey) && !event.target.matches("a, button")) {
      event.preventDefault();
      const cause = line.querySelector("[name=cause]");
      if (showNeed(line) && !isText && !cause.value.trim()) cause.focus();
      else line.querySelector("form")?.requestSubmit();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || isText || event.ctrlKey) return;
    event.preventDefault();
    const lines = list();
    focusIn(lines[lines.indexOf(line) + step], event.target.name);
  }

  // A saved line comes back anew: the person goes on where the keyboard was.
  let left = null;
  document.addEventListener("htmx:before:request", (event) => {
    const line = event.target.closest?.("[data-line]");
    if (line) left = { id: line.id, index: list().indexOf(line) };
  });
  document.addEventListener("htmx:after:swap", () => {
    if (!left) return;
    const line = document.getElementById(left.id);
    const wrong = line?.querySelector("[aria-invalid]");
    const next = line?.querySelector(".is-saved") ? (list()[left.index + 1] ?? line) : line;
    left = null;
    if (wrong) wrong.focus();
    else focusIn(next, "planned");
  });
  document.addEventListener("keydown", onKey);
  document.addEventListener("input", (event) => {
    const line = event.target.closest?.("[data-line]");
    if (line && grid.contains(line) && event.target.matches("[data-planned], [data-actual]")) showNeed(line);
  });
})();
