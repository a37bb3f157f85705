/* What plain HTML cannot do: counting letters, narrowing lists, saying whether the page is live. */
"use strict";

(() => {
  function countLetters(area) {
    const counter = document.querySelector(`[data-counter="${area.id}"]`);
    if (!counter) return;
    const length = [...area.value.trim().replace(/\r\n/g, "\n")].length;
    counter.querySelector("b").textContent = length.toLocaleString(document.documentElement.lang);
    counter.classList.toggle("over", length > Number(area.dataset.limit));
  }

  function squeeze(text) {
    return text.replace(/\s+/g, "").toLowerCase();
  }

  function narrow(field) {
    const list = document.getElementById(field.dataset.filter);
    const wanted = squeeze(field.value);
    let shown = 0;
    for (const group of list.querySelectorAll(".pick-group")) {
      let inGroup = 0;
      for (const pick of group.querySelectorAll(".pick")) {
        const fits = squeeze(pick.textContent).includes(wanted);
        pick.hidden = !fits;
        inGroup += fits ? 1 : 0;
      }
      group.hidden = inGroup === 0;
      shown += inGroup;
    }
    list.querySelector(".no-pick").hidden = shown > 0;
  }

  function showPicked(list) {
    const place = document.querySelector(`[data-picked="${list.id}"]`);
    if (!place) return;
    const names = [...list.querySelectorAll("input:checked")].map((box) => box.parentElement.textContent.trim());
    place.textContent = names.length ? ` ${names.length}: ${names.join(", ")}` : "";
  }

  function foldFilters() {
    const toggle = document.querySelector(".filter-toggle");
    if (!toggle) return;
    const more = document.getElementById(toggle.getAttribute("aria-controls"));
    const chosen = [...more.querySelectorAll("select")].some((select) => select.selectedIndex > 0);
    const fold = (open) => {
      toggle.setAttribute("aria-expanded", String(open));
      more.classList.toggle("folded", !open);
    };
    toggle.hidden = false;
    toggle.addEventListener("click", () => fold(toggle.getAttribute("aria-expanded") !== "true"));
    fold(chosen);
  }

  function setLive(state) {
    const live = document.getElementById("live");
    if (!live || live.dataset.state === state) return;
    live.dataset.state = state;
    live.querySelector(".live-word").textContent = live.getAttribute(`data-word-${state}`);
  }

  /* What a memo keeps in this browser is its writer's: it goes with the session, however that ended. */
  function forgetDrafts() {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith("hwanryu-memo-")) localStorage.removeItem(name);
    }
  }

  function endSession() {
    const strip = document.getElementById("session-ended");
    if (strip) strip.hidden = false;
    setLive("off");
    forgetDrafts();
  }

  function listen() {
    document.addEventListener("input", (event) => {
      if (event.target.dataset.limit) countLetters(event.target);
      if (event.target.dataset.filter) narrow(event.target);
    });
    document.addEventListener("change", (event) => {
      const list = event.target.closest?.(".picks");
      if (list) showPicked(list);
    });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest?.("input, textarea, select");
      const field = document.getElementById("q") ?? document.getElementById("find");
      if (event.key !== "/" || typing || !field) return;
      event.preventDefault();
      field.focus();
    });
    // Enter in a list's own search field would send the form around it.
    document.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.dataset?.filter && !event.isComposing) event.preventDefault();
    });
    document.addEventListener("htmx:sse:after:connection", () => setLive("on"));
    document.addEventListener("htmx:sse:close", () => setLive("off"));
    document.addEventListener("htmx:sse:error", (event) => {
      setLive("off");
      if (event.detail.status === 401) endSession();
    });
    document.addEventListener("session-ended", endSession);
  }

  function start() {
    document.querySelectorAll("[data-limit]").forEach(countLetters);
    document.querySelectorAll(".picks").forEach(showPicked);
    document.querySelector("[data-focus]")?.focus();
    foldFilters();
    listen();
    if (document.querySelector("form[action='/login'], form[action='/welcome']")) forgetDrafts();
  }

  start();
})();
