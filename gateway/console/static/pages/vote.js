/* The voting page. A ballot is kept on the phone until the city has acknowledged it, under one key: sent again, it counts once. */
(() => {
  "use strict";
  const WORDS = window.VOTE_WORDS;
  const hall = document.body.dataset.hall;
  const at = (id) => document.getElementById(id);
  const KEEP = "vote-" + hall;
  const FINAL = { ALREADY_VOTED: "already", ROUND_NOT_OPEN: "late", TICKET_INVALID: "badTicket", NOT_CHECKED_IN: "notHere" };
  const kept = read(KEEP) || {};
  let language = kept.language || (navigator.language || "ko").slice(0, 2);
  if (!WORDS[language]) language = "ko";
  let ticket = decodeURIComponent(location.hash.slice(1)) || kept.ticket || "";
  let round = null;
  let leftAt = 0;
  let wait = 1000;
  let sending = false;
  let notice = "";

  function read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch (_) { return null; } }
  function keep() {
    kept.language = language;
    kept.ticket = ticket;
    try { localStorage.setItem(KEEP, JSON.stringify(kept)); } catch (_) { /* a private window keeps nothing: the page itself does */ }
  }
  function say(name, values) {
    return (WORDS[language][name] || WORDS.ko[name]).replace(/\{(\w)\}/g, (_, each) => values[each]);
  }
  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
  }
  function show(status, kind) {
    const box = at("status");
    box.className = "status " + (kind || "");
    if (box.textContent !== status) box.textContent = status;
  }
  function speak() {
    document.documentElement.lang = language;
    at("language").value = language;
    document.querySelectorAll("[data-say]").forEach((each) => { each.textContent = say(each.dataset.say); });
  }
  function make(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  /* What was voted in a round with a ticket: {choices, key, receipt?, end?}. */
  function mine() { return round && (kept.ballots || {})[round.id + ticket]; }
  function note(ballot) {
    kept.ballots = kept.ballots || {};
    kept.ballots[round.id + ticket] = ballot;
    keep();
  }

  function draw() {
    speak();
    const ballot = mine();
    const open = round && round.state === "OPEN";
    at("ask").hidden = Boolean(ticket);
    at("ballot").hidden = !(ticket && open && !ballot);
    at("done").hidden = !(ballot && ballot.receipt);
    at("again").hidden = !(open && round.is_changeable);
    at("result").hidden = !(round && round.result);
    if (!ticket) show(say("askTicket"));
    else if (!round) show(say("waiting"));
    else if (ballot && ballot.end) show(say(ballot.end), "bad");
    else if (ballot && ballot.receipt) show(say("voted"), "good");
    else if (ballot) show(say(navigator.onLine === false ? "queued" : "trouble"), "bad");
    else if (round.state === "OPEN") show(notice || say("openNow"));
    else show(say(round.state === "PAUSED" ? "paused" : round.state === "PLANNED" || round.state === "RULED" ? "waiting" : "closed"));
    if (ballot && ballot.receipt) at("receipt").textContent = ballot.receipt.replace(/(.{4})(?=.)/g, "$1 ");
    if (round && round.result) drawResult();
    tick();
  }

  function drawRound() {
    const box = at("options");
    at("question").textContent = round.question;
    at("hint").textContent = { SINGLE: say("chooseOne"), MULTIPLE: say("chooseMany", { n: round.max_choices }), RATING: say("rate", { n: round.scale }), RANKING: say("rank") }[round.mode];
    box.replaceChildren(...round.options.map((option) => ({ SINGLE: drawPick, MULTIPLE: drawPick, RATING: drawScale, RANKING: drawPlace }[round.mode])(option)));
  }
  function number(option) { return make("span", { className: "number" }, String(option.number)); }
  function drawPick(option) {
    const type = round.mode === "SINGLE" ? "radio" : "checkbox";
    return make("label", { className: "option" }, make("input", { type, name: "pick", value: option.number }), number(option), make("span", {}, option.text));
  }
  function drawScale(option) {
    const scale = make("div", { className: "scale" });
    for (let value = 1; value <= round.scale; value += 1) {
      scale.append(make("label", {}, make("input", { type: "radio", name: "rate-" + option.number, value }), say("score", { n: value })));
    }
    return make("fieldset", {}, make("legend", {}, option.number + ". " + option.text), scale);
  }
  function drawPlace(option) {
    const button = make("button", { type: "button", className: "option" }, number(option), make("span", {}, option.text), make("span", { className: "place" }));
    button.dataset.option = option.number;
    button.addEventListener("click", () => {
      const places = placed();
      if (button.dataset.place) placed().filter((each) => Number(each.dataset.place) >= Number(button.dataset.place)).forEach((each) => { delete each.dataset.place; });
      else button.dataset.place = places.length + 1;
      at("options").querySelectorAll("button").forEach((each) => {
        each.classList.toggle("chosen", Boolean(each.dataset.place));
        each.querySelector(".place").textContent = each.dataset.place ? say("place", { n: each.dataset.place }) : "";
      });
    });
    return button;
  }
  function placed() {
    return Array.from(at("options").querySelectorAll("button[data-place]")).sort((one, other) => one.dataset.place - other.dataset.place);
  }
  function readChoices() {
    if (round.mode === "RANKING") return placed().map((each, index) => ({ option: Number(each.dataset.option), value: index + 1 }));
    const checked = Array.from(at("options").querySelectorAll("input:checked"));
    if (round.mode === "RATING") return checked.map((each) => ({ option: Number(each.name.slice(5)), value: Number(each.value) }));
    return checked.map((each) => ({ option: Number(each.value), value: 1 }));
  }

  function drawResult() {
    const most = Math.max(1, ...round.result.options.map((each) => each.votes));
    at("result-title").textContent = say("result") + ": " + round.question;
    at("rows").replaceChildren(...round.result.options.map((each) => {
      const bar = make("span", { className: "bar" });
      bar.style.width = (100 * each.votes) / most + "%";
      return make("tr", {}, make("td", {}, each.number + ". " + each.text, bar), make("td", { className: "n" }, each.votes + (each.percent === null ? "" : " (" + each.percent + "%)")));
    }));
    at("turnout").textContent = say("turnout", { v: round.result.ballots, b: round.result.valid });
    at("way").href = "/voice/" + round.voice;
  }

  function tick() {
    const left = round && round.state === "OPEN" && round.seconds_left !== null ? Math.max(0, Math.round((leftAt - Date.now()) / 1000)) : null;
    at("left").textContent = left === null ? "" : say("left", { m: Math.floor(left / 60), s: left % 60 });
  }

  async function send() {
    const ballot = mine();
    if (sending || !ballot || ballot.receipt || ballot.end) return;
    sending = true;
    const asked = round.id;
    try {
      const answer = await fetch("/v1/open/rounds/" + asked + "/ballots", {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": ballot.key },
        body: JSON.stringify({ ticket, choices: ballot.choices }),
        credentials: "omit",
      });
      const told = await answer.json();
      if (answer.ok && told.receipt) ballot.receipt = told.receipt;
      else if (FINAL[told.code]) {
        ballot.end = FINAL[told.code];
        ballot.receipt = told.current && told.current.receipt; /* the answer to the first one was lost on the way */
      }
      else if (answer.status < 429 && answer.status !== 408) ballot.end = "badTicket";
      wait = ballot.receipt || ballot.end ? 1000 : Math.min(wait * 2, 15000);
    } catch (_) {
      wait = Math.min(wait * 2, 15000);
    }
    sending = false;
    keep();
    draw();
    if (!ballot.receipt && !ballot.end) setTimeout(send, wait);
  }

  function take(told) {
    const next = told.round;
    const changed = !round || !next || round.id !== next.id || round.state !== next.state;
    const isNew = next && (!round || round.id !== next.id);
    round = next;
    if (round && round.seconds_left !== null) leftAt = Date.now() + round.seconds_left * 1000;
    if (told.name) at("name").textContent = told.name;
    if (isNew) { notice = ""; drawRound(); }
    if (changed || (round && round.result)) draw();
    send();
  }
  function follow() {
    const source = new EventSource("/v1/open/town-halls/" + hall + "/live");
    source.addEventListener("round", (event) => take(JSON.parse(event.data)));
    source.addEventListener("error", () => { if (!mine()) show(say("connection")); });
    source.addEventListener("open", draw);
  }

  at("ballot").addEventListener("submit", (event) => {
    event.preventDefault();
    const choices = readChoices();
    if (!choices.length || (round.mode === "MULTIPLE" && choices.length > round.max_choices)) {
      notice = choices.length ? say("chooseMany", { n: round.max_choices }) : say("nothing");
      show(notice, "bad");
      return;
    }
    note({ choices, key: newKey() });
    draw();
    send();
  });
  at("again").addEventListener("click", () => { delete kept.ballots[round.id + ticket]; keep(); drawRound(); draw(); at("question").focus(); });
  at("next").addEventListener("click", () => { ticket = ""; kept.ticket = ""; keep(); history.replaceState(null, "", location.pathname); if (round) drawRound(); draw(); at("ticket").focus(); });
  at("ticket-form").addEventListener("submit", (event) => {
    event.preventDefault();
    ticket = at("ticket").value.trim().replace(/^.*#/, "");
    at("ticket").value = "";
    keep();
    draw();
    send();
  });
  at("language").addEventListener("change", (event) => { language = event.target.value; keep(); if (round) drawRound(); draw(); });
  [["big", "big"], ["contrast", "strong-contrast"]].forEach(([id, name]) => at(id).addEventListener("click", () => {
    at(id).setAttribute("aria-pressed", String(document.documentElement.classList.toggle(name)));
  }));
  document.addEventListener("keydown", (event) => {
    if (at("ballot").hidden || event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key) || event.target.id === "ticket") return;
    const found = at("options").querySelector('input[name="pick"][value="' + event.key + '"], button[data-option="' + event.key + '"]');
    if (found) { found.click(); found.focus(); }
  });
  addEventListener("online", () => { wait = 1000; send(); });
  setInterval(tick, 1000);
  keep();
  draw();
  follow();
})();
