/* 받아적기: kept while it is written, and worked by the keyboard alone. */
"use strict";

(() => {
  const form = document.getElementById("memo");
  const DAY = 24 * 3600 * 1000;

  function rows() {
    return [...document.querySelectorAll("[data-row]")];
  }

  function cells(row) {
    return [...row.querySelectorAll("[data-cell]")].filter((cell) => cell.offsetParent);
  }

  /* What is typed is kept in this browser for a day, until it is sent or its writer's session ends (console.js). */
  function readDraft(name) {
    try {
      const draft = JSON.parse(localStorage.getItem(name) ?? "null");
      return draft && Date.now() - draft.at < DAY ? draft : null;
    } catch {
      return null;
    }
  }

  function keepDraft() {
    if (form.elements.note.value || !document.getElementById("session-ended").hidden) return;
    const values = Object.fromEntries(new FormData(form));
    delete values.csrf;
    if (!values.text.trim()) {
      localStorage.removeItem(form.dataset.draft);
      return;
    }
    localStorage.setItem(form.dataset.draft, JSON.stringify({ at: Date.now(), values }));
    const saved = document.getElementById("memo-saved");
    saved.textContent = saved.dataset.word;
  }

  function restoreDraft() {
    const draft = readDraft(form.dataset.draft);
    const text = form.elements.text;
    if (!draft || !("fresh" in form.dataset) || text.value.trim()) return;
    form.elements.key.value = draft.values.key;
    form.elements.meeting.value = draft.values.meeting;
    form.elements.meeting_id.value = draft.values.meeting_id;
    text.value = draft.values.text;
    document.getElementById("memo-restored").hidden = false;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    if (!document.getElementById("rows")) return;
    const values = { ...draft.values, csrf: form.elements.csrf.value };
    window.htmx.ajax("POST", "/memo/rows", { source: "#memo-restored", values, target: "#rows", swap: "outerMorph" });
  }

  function dropSent() {
    const paper = document.getElementById("memo-text");
    if (!paper) return;
    for (const name of Object.keys(localStorage).filter((each) => each.startsWith("hwanryu-memo-"))) {
      const draft = readDraft(name);
      if (!draft || squeeze(draft.values.text) === squeeze(paper.textContent)) localStorage.removeItem(name);
    }
  }

  function squeeze(text) {
    return text.replace(/\s+/g, " ").trim();
  }

  function countRows() {
    const taken = rows().filter((row) => !row.querySelector("[data-out]").checked);
    const open = taken.filter((row) => !row.querySelector("[data-lead]").value.trim());
    const show = (name, count) => {
      const place = document.querySelector(`[data-count="${name}"]`);
      if (place) place.textContent = count.toLocaleString();
      return place;
    };
    show("taken", taken.length);
    show("unassigned", open.length)?.closest("li").classList.toggle("alarming", open.length > 0);
  }

  function showDue(select) {
    const place = select.closest("[data-row]").querySelector("[data-due-shown]");
    place.textContent = select.selectedOptions[0].dataset.due;
  }

  /* A list of names is completed at its last one: the options begin with what stands before it. */
  function offerMore(field) {
    const options = document.getElementById("departments-more").options;
    const typed = field.value;
    const before = typed.includes(",") ? `${typed.slice(0, typed.lastIndexOf(",") + 1)} ` : "";
    for (const option of options) {
      option.dataset.name ??= option.value;
      option.value = before + option.dataset.name;
    }
  }

  function toggleOut(row) {
    const box = row.querySelector("[data-out]");
    row.classList.toggle("is-out", box.checked);
    countRows();
  }

  function go(row) {
    row?.focus();
    row?.scrollIntoView({ block: "nearest" });
  }

  function neighbour(row, step) {
    const all = rows();
    return all[all.indexOf(row) + step];
  }

  function pressOnRow(event, row) {
    const kind = row.querySelector("[data-kind]");
    switch (event.key) {
      case "ArrowDown":
        go(neighbour(row, 1));
        break;
      case "ArrowUp":
        go(neighbour(row, -1) ?? form.elements.text);
        break;
      case "Enter":
        cells(row)[0]?.focus();
        break;
      case "Delete": {
        const box = row.querySelector("[data-out]");
        box.checked = !box.checked;
        toggleOut(row);
        keepDraft();
        break;
      }
      default:
        if (/^[1-5]$/.test(event.key)) {
          kind.selectedIndex = Number(event.key) - 1;
          showDue(kind);
          keepDraft();
        } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
          row.querySelector("[data-lead]").focus();
          row.querySelector("[data-lead]").select();
          return;
        } else {
          return;
        }
    }
    event.preventDefault();
  }

  function pressInCell(event, row, cell) {
    const all = cells(row);
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      const next = all[all.indexOf(cell) + 1];
      if (next) next.focus();
      else go(neighbour(row, 1) ?? document.querySelector(".memo-share"));
    } else if (event.key === "Escape") {
      event.preventDefault();
      go(row);
    } else if (step && event.ctrlKey) {
      event.preventDefault();
      const there = neighbour(row, step);
      if (there) cells(there)[all.indexOf(cell)]?.focus();
    }
  }

  function press(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.querySelector(".memo-share, .memo-save").click();
      return;
    }
    const row = event.target.closest?.("[data-row]");
    if (!row) return;
    if (event.target === row) pressOnRow(event, row);
    else if (event.target.matches("[data-cell]")) pressInCell(event, row, event.target);
  }

  function reach() {
    rows().forEach((row, place) => row.setAttribute("tabindex", place ? "-1" : "0"));
  }

  function startForm() {
    restoreDraft();
    reach();
    form.querySelector("[data-row] [aria-invalid]")?.focus();
    form.addEventListener("keydown", press);
    form.addEventListener("input", (event) => {
      if ("many" in event.target.dataset) offerMore(event.target);
      keepDraft();
      countRows();
    });
    form.addEventListener("focusin", (event) => {
      if ("many" in event.target.dataset) offerMore(event.target);
    });
    form.addEventListener("change", (event) => {
      if ("kind" in event.target.dataset) showDue(event.target);
      if ("out" in event.target.dataset) toggleOut(event.target.closest("[data-row]"));
      keepDraft();
    });
    document.addEventListener("htmx:after:swap", reach);
    // Nothing is kept here once the session has ended: the memo itself goes through the sign-in page and comes back.
    document.querySelector("#session-ended a").addEventListener("click", (event) => {
      event.preventDefault();
      form.submit();
    });
    document.querySelector("[data-memo-discard]").addEventListener("click", () => {
      localStorage.removeItem(form.dataset.draft);
      window.location.assign("/memo");
    });
  }

  document.getElementById("memo-sure")?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) event.currentTarget.querySelector("[value=share]").click();
  });
  dropSent();
  if (form) startForm();
})();
