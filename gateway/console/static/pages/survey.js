/* The answering page. Answers stay on the phone until they are sent; sent again under the same key they count once. */
(() => {
  "use strict";
  const WORDS = Object.fromEntries(Array.from(document.querySelectorAll("[data-word]"), (each) => [each.dataset.word, each.textContent]));
  const say = (name, values) => WORDS[name].replace(/\{(\w)\}/g, (_, each) => values[each]);
  const id = document.body.dataset.survey;
  const PATH = "/v1/open/surveys/" + id;
  const token = decodeURIComponent(location.hash.slice(1)).trim();
  const KEEP = "survey-" + id + (token && "-" + token.slice(0, 21)); /* the invitation: a link that is sent again finds what was written over the first */
  const STRATUM = ":stratum";
  const at = (name) => document.getElementById(name);
  const form = surveyQuestions(say, (image) => "/survey/" + id + "/images/" + image);
  const make = form.make;
  const FINAL = { SURVEY_NOT_OPEN: "closed", ALREADY_ANSWERED: "already", INVITATION_INVALID: "badLink" };
  let kept = read(KEEP) || {};
  let survey = null;
  let drawn = null;
  let wait = 1000;
  let busy = false;

  function read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch (_) { return null; } }
  function keep() { try { localStorage.setItem(KEEP, JSON.stringify(kept)); } catch (_) { /* a private window keeps nothing: the page itself does */ } }
  function newKey() { return Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => each.toString(16).padStart(2, "0")).join(""); }
  function newBrowser() { return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32)))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, ""); }
  function status(text, kind) { at("status").className = "status " + (kind || ""); at("status").textContent = text; at("status").hidden = !text; }
  function who() { return survey.access === "OPEN" ? { browser: kept.browser } : { token }; }
  function pause() { return new Promise((done) => { setTimeout(done, wait); wait = Math.min(wait * 2, 15000); }); }

  /* Returns what the city answers: {ok, told}; asks again under the same key where nothing is known. */
  async function post(act, body, key) {
    for (;;) {
      try {
        const answer = await fetch(PATH + "/" + act, { method: "POST", headers: { "Content-Type": "application/json", "Idempotency-Key": key }, body: JSON.stringify(body), credentials: "omit" });
        const told = await answer.json();
        const isUnsure = answer.status === 202 || answer.status === 408 || answer.status >= 429;
        if (!isUnsure) { wait = 1000; return { ok: answer.ok, told }; }
      } catch (_) { /* no network: once more below */ }
      status(say(navigator.onLine === false ? "offline" : "trouble"), "bad");
      await pause();
    }
  }
  async function load() {
    for (;;) {
      try {
        const answer = await fetch(PATH, { credentials: "omit" });
        if (answer.ok) return (await answer.json()).data;
      } catch (_) { /* once more below */ }
      status(say("trouble"), "bad");
      await pause();
    }
  }

  /* Shows the part of the page whose turn it is. */
  function show(notice, kind) {
    const isMissing = survey.access === "INVITED" && !token;
    const isOver = !survey.is_open || kept.end === "closed";
    const part = kept.done || kept.end === "already" || kept.out ? "done" : isOver ? "" : isMissing || kept.end === "badLink" ? "ask" : kept.outbox ? "" : kept.refused ? "refused" : kept.agreed !== survey.consent_number ? "intro" : "questions";
    ["ask", "intro", "refused", "questions", "done"].forEach((each) => { at(each).hidden = each !== part; });
    at("no-more").hidden = !token || isOver || Boolean(kept.out) || !["intro", "refused", "done"].includes(part);
    at("results").hidden = survey.is_open;
    if (part === "done") showDone(isOver);
    if (part === "questions") follow();
    const said = kept.out ? "isOut" : kept.done === "SCREENED_OUT" ? "full" : kept.done ? "thanks" : kept.end || (isOver ? "closed" : isMissing ? "noLink" : kept.outbox ? "sending" : "");
    status(notice || (said && say(said)), kind || (["closed", "badLink", "noLink"].includes(said) ? "bad" : "good"));
  }
  function showDone(isOver) {
    const isMine = !isOver && !kept.out && kept.done !== "SCREENED_OUT";
    at("take-back").hidden = !isMine;
    at("draw").hidden = !isMine || !survey.has_incentive || Boolean(kept.entry);
    at("entered").hidden = !kept.entry;
    at("entry").textContent = kept.entry || "";
  }
  function fill() {
    at("title").textContent = survey.title;
    document.title = survey.title;
    at("purpose").textContent = survey.purpose;
    at("until").textContent = survey.closes_at ? say("until", { d: new Date(survey.closes_at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short", timeZone: "Asia/Seoul" }) }) : "";
    const { purpose, items, retention_days: days, refusal } = survey.consent;
    [purpose, items, say("days", { n: days }), refusal].forEach((text, index) => { at("consent").querySelectorAll("dd")[index].textContent = text; });
    at("draw-days").textContent = say("drawDays", { n: days });
    kept.browser = kept.browser || newBrowser();
    kept.values = kept.values || {};
    drawn = form.drawAll(at("list"), list(), kept.values, () => { keep(); follow(); });
    keep();
  }
  function list() {
    const choice = { code: STRATUM, kind: "SINGLE", text: say("stratum"), options: survey.strata.map((each) => ({ code: each.code, text: each.name })), is_required: true };
    return survey.strata.length > 1 ? [choice, ...survey.questions] : survey.questions;
  }
  function follow() {
    const asked = form.listShown(list(), kept.values).filter((each) => each.kind !== "INFORMATION");
    const told = asked.filter((each) => !form.isEmpty(each, kept.values[each.code])).length;
    at("bar").max = asked.length;
    at("bar").value = told;
    at("so-far").textContent = say("soFar", { n: asked.length, k: told });
  }
  function point(code, text) {
    drawn.mark(code, text);
    drawn.find(code).focus();
    drawn.find(code).scrollIntoView();
  }

  async function send() {
    if (busy || !kept.outbox) return;
    busy = true;
    show();
    const { ok, told } = await post("responses", { ...kept.outbox.body, ...who() }, kept.outbox.key);
    busy = false;
    delete kept.outbox;
    if (ok) { kept.done = told.state; kept.values = {}; keep(); show(); at("done").focus(); return; }
    if (FINAL[told.code]) { kept.end = FINAL[told.code]; keep(); show(); return; }
    if (told.code === "CONSENT_REQUIRED") {
      delete kept.agreed;
      survey = await load();
      fill();
      show(say("newConsent"), "bad");
      at("title").focus();
      return;
    }
    keep();
    show(told.detail, "bad");
    const code = told.code === "UNKNOWN_STRATUM" ? STRATUM : (told.current || {}).question;
    if (code && drawn.find(code)) point(code, told.detail);
  }
  function submit(event) {
    event.preventDefault();
    const wrong = form.listShown(list(), kept.values).map((each) => [each.code, form.check(each, kept.values[each.code])]).filter(([, text]) => text);
    list().forEach((each) => drawn.mark(each.code, ""));
    if (wrong.length) {
      wrong.forEach(([code, text]) => drawn.mark(code, text));
      status(say("wrong", { n: wrong.length }), "bad");
      point(...wrong[0]);
      return;
    }
    const stratum = survey.strata.length === 1 ? survey.strata[0].code : ((kept.values[STRATUM] || {}).options || [])[0];
    const answers = form.write(survey.questions, kept.values);
    kept.outbox = { key: newKey(), body: { consent: kept.agreed, answers, ...(stratum && { stratum }) } };
    keep();
    send();
  }

  /* A second press is asked for before what cannot be undone. */
  function ask(name, act) {
    const box = at(name);
    const turn = (asked) => { box.querySelector("[data-first]").hidden = asked; box.querySelector("[data-sure]").hidden = !asked; };
    box.querySelector("[data-first]").addEventListener("click", () => { turn(true); box.querySelector("[data-yes]").focus(); });
    box.querySelector("[data-no]").addEventListener("click", () => { turn(false); box.querySelector("[data-first]").focus(); });
    box.querySelector("[data-yes]").addEventListener("click", async () => {
      if (busy) return;
      busy = true;
      await act();
      busy = false;
      turn(false);
    });
  }
  async function takeBack() {
    kept.backKey = kept.backKey || newKey();
    keep();
    const { ok, told } = await post("withdraw", who(), kept.backKey);
    if (ok) kept = { browser: kept.browser, values: {}, entry: kept.entry };
    else delete kept.backKey;
    if (FINAL[told.code]) kept.end = FINAL[told.code];
    if (ok) fill();
    keep();
    show(ok ? say("takenBack") : told.detail, ok ? "good" : "bad");
  }
  async function optOut() {
    const { ok, told } = await post("opt-out", { token }, newKey());
    if (ok) kept.out = true;
    keep();
    show(ok ? "" : told.detail, ok ? "good" : "bad");
  }
  async function enter(event) {
    event.preventDefault();
    const contact = at("contact").value.trim(), isAgreed = at("draw-agree").checked;
    at("draw-problem").textContent = contact && isAgreed ? "" : say("drawWrong");
    if (!contact || !isAgreed) { at(contact ? "draw-agree" : "contact").focus(); return; }
    if (busy) return;
    busy = true;
    kept.drawKey = kept.drawKey || newKey();
    keep();
    const { ok, told } = await post("draw-entry", { contact, ...who() }, kept.drawKey);
    busy = false;
    if (ok) { kept.entry = told.entry; at("contact").value = ""; } else { delete kept.drawKey; at("draw-problem").textContent = told.detail; }
    keep();
    show(ok ? say("isEntered") : "");
  }

  at("agree").addEventListener("click", () => { kept.agreed = survey.consent_number; keep(); show(); at("questions").focus(); });
  at("refuse").addEventListener("click", () => { kept.refused = true; keep(); show(); at("refused").focus(); });
  at("back").addEventListener("click", () => { delete kept.refused; keep(); show(); at("title").focus(); });
  at("terms").addEventListener("click", () => { delete kept.agreed; keep(); show(); at("title").focus(); });
  at("questions").addEventListener("submit", submit);
  at("draw").addEventListener("submit", enter);
  at("ask").addEventListener("submit", (event) => { event.preventDefault(); location.hash = at("link").value.trim().replace(/^.*#/, ""); });
  ask("take-back", takeBack);
  ask("no-more", optOut);
  addEventListener("hashchange", () => location.reload());
  addEventListener("online", () => { wait = 1000; });
  load().then((found) => { survey = found; fill(); show(); send(); });
})();
