/* The designer of surveys: a design as cards, a draft on this computer, the same questions as a preview. */
(() => {
  "use strict";
  const field = document.getElementById("design");
  if (!field) return;
  const WORDS = Object.fromEntries(Array.from(document.querySelectorAll("[data-word]"), (each) => [each.dataset.word, each.textContent]));
  const say = (name, values) => WORDS[name].replace(/\{(\w)\}/g, (_, each) => values[each]);
  const form = surveyQuestions(say, (image) => "/files/" + image);
  const make = form.make;
  const KEEP = "survey-draft-" + field.form.getAttribute("action");
  const KINDS = listLabels("kind");
  const WITH_OPTIONS = ["SINGLE", "MULTIPLE", "RANKING", "IMAGE"];
  const ASKABLE = [...WITH_OPTIONS, "YES_NO", "CONSENT", "LIKERT", "SCALE"];
  const EMPTY = { title: "", purpose: "", questions: [], strata: [{ code: "all", name: say("everybody") }], consent: { purpose: "", items: "", retention_days: 365, refusal: "" } };
  const wrong = JSON.parse(field.dataset.errors);
  const box = document.getElementById("designer");
  const preview = document.getElementById("preview");
  let design = parse(field.value) || structuredClone(EMPTY);
  let next = 1;

  function parse(text) { try { return JSON.parse(text); } catch (_) { return null; } }
  function listLabels(prefix) { return Object.fromEntries(Object.entries(WORDS).filter(([name]) => name.startsWith(prefix + ":")).map(([name, text]) => [name.slice(prefix.length + 1), text])); }
  function keep() {
    field.value = JSON.stringify(tidy(design));
    try { localStorage.setItem(KEEP, field.value); } catch (_) { /* a private window keeps no draft */ }
  }
  /* Leaves out what says nothing, so that the city reads what was meant. */
  function tidy(value) {
    if (Array.isArray(value)) return value.map(tidy);
    if (value === null || typeof value !== "object") return value;
    const own = Object.entries(value).map(([name, each]) => [name, tidy(each)]);
    return Object.fromEntries(own.filter(([, each]) => each !== "" && each !== undefined && each !== null && each !== false && !(Array.isArray(each) && !each.length)));
  }
  function newCode(prefix, taken) {
    while (taken.includes(prefix + next)) next += 1;
    return prefix + next;
  }
  const codes = () => design.questions.map((each) => each.code);

  function line(label, value, change, properties) {
    const input = make(properties && properties.rows ? "textarea" : "input", { className: "krds-input", value: value ?? "", autocomplete: "off", ...properties });
    input.addEventListener("input", () => { change(input.value); keep(); });
    return make("label", { className: "sd-field" }, make("span", {}, label), input);
  }
  function number(label, value, change) {
    return line(label, value ?? "", (text) => change(/^-?\d{1,12}$/.test(text.trim()) ? Number(text) : text.trim() || undefined), { inputMode: "numeric", maxLength: 13 });
  }
  function choice(label, value, options, change) {
    const select = make("select", { className: "krds-form-select" }, ...Object.entries(options).map(([code, text]) => make("option", { value: code, selected: code === value }, text)));
    select.addEventListener("change", () => { change(select.value); keep(); });
    return make("label", { className: "sd-field" }, make("span", {}, label), select);
  }
  function check(label, checked, change) {
    const input = make("input", { type: "checkbox", checked: Boolean(checked) });
    input.addEventListener("change", () => { change(input.checked); keep(); });
    return make("label", { className: "sd-check" }, input, make("span", {}, label));
  }
  function button(label, act, name) {
    const made = make("button", { type: "button", className: "krds-btn xsmall tertiary" }, label);
    if (name) made.setAttribute("aria-label", name + " " + label);
    made.addEventListener("click", act);
    return made;
  }
  function part(title, id, ...children) {
    const heading = make("h2", { id: "sd-" + id }, title);
    const made = make("section", { className: "sd-part" }, heading, ...children.filter(Boolean));
    made.setAttribute("aria-labelledby", heading.id);
    return made;
  }
  function again(focus) {
    keep();
    show();
    const found = focus && document.getElementById(focus);
    if (found) found.focus();
  }

  function drawBasics() {
    return part(say("basics"), "basics",
      line(say("title"), design.title, (text) => { design.title = text; }, { maxLength: 200, required: true }),
      line(say("purpose"), design.purpose, (text) => { design.purpose = text; }, { rows: 3, maxLength: 4000 }),
      make("div", { className: "sd-row" },
        choice(say("audience"), design.audience || "CITIZENS", listLabels("audience"), (value) => { design.audience = value; }),
        choice(say("access"), design.access || "INVITED", listLabels("access"), (value) => { design.access = value; if (value === "OPEN") { design.targets = []; delete design.sampling; } again("sd-basics"); }),
        design.access === "OPEN" ? "" : choice(say("sampling"), design.sampling || "NON_PROBABILITY", listLabels("sampling"), (value) => { design.sampling = value; })),
      design.access === "OPEN" ? "" : make("fieldset", { className: "sd-set" }, make("legend", {}, say("targets")), ...Object.entries(listLabels("target")).map(([code, text]) => check(text, (design.targets || []).includes(code), (on) => { design.targets = on ? [...(design.targets || []), code] : design.targets.filter((each) => each !== code); }))),
      check(say("rolling"), design.is_rolling, (on) => { design.is_rolling = on; }));
  }
  function drawConsent() {
    const told = design.consent;
    return part(say("consent"), "consent",
      ...["purpose", "items", "refusal"].map((name) => line(say("consent-" + name), told[name], (text) => { told[name] = text; }, { rows: 2, maxLength: 4000 })),
      number(say("consent-days"), told.retention_days, (value) => { told.retention_days = value; }));
  }
  function drawStrata() {
    const cards = design.strata.map((each, at) => make("div", { className: "sd-card sd-row" },
      line(say("stratumName"), each.name, (text) => { each.name = text; }, { maxLength: 200 }),
      line(say("code"), each.code, (text) => { each.code = text; }, { maxLength: 40 }),
      number(say("population"), each.population, (value) => { each.population = value; }),
      number(say("quota"), each.quota, (value) => { each.quota = value; }),
      check(say("hard"), each.is_hard, (on) => { each.is_hard = on; }),
      design.strata.length > 1 ? button(say("remove"), () => { design.strata.splice(at, 1); again("sd-strata-add"); }, each.name) : ""));
    const add = button(say("addStratum"), () => { design.strata.push({ code: newCode("s", design.strata.map((each) => each.code)), name: "" }); again("sd-strata-add"); });
    add.id = "sd-strata-add";
    return part(say("strata"), "strata", make("p", { className: "hint" }, say("strataHint")), ...cards, add);
  }
  function drawRest() {
    const scored = Object.fromEntries(design.questions.filter((each) => ["LIKERT", "MATRIX"].includes(each.kind)).map((each) => [each.code, numberOf(each.code) + ". " + each.text]));
    const prize = design.incentive;
    return part(say("rest"), "rest",
      choice(say("scoring"), design.overall || "", { "": say("meanOfItems"), ...scored }, (value) => { design.overall = value || undefined; design.scoring = value ? "OVERALL" : undefined; }),
      check(say("incentive"), prize, (on) => { design.incentive = on ? { budget: "", prize: "", winners: "" } : undefined; again("sd-rest"); }),
      prize ? make("div", { className: "sd-row" }, ...["budget", "prize", "winners"].map((name) => number(say(name), prize[name], (value) => { prize[name] = value; }))) : "");
  }
  const numberOf = (code) => codes().indexOf(code) + 1;

  function drawQuestion(question, at) {
    const name = say("nth", { n: at + 1 });
    const card = make("section", { className: "sd-card", id: "design-" + question.code, tabIndex: -1 });
    const swap = (to) => { const list = design.questions; [list[at], list[to]] = [list[to], list[at]]; again(card.id); };
    const copy = { ...structuredClone(question), code: newCode("q", codes()) };
    const removal = make("span", {}, button(say("remove"), () => removal.replaceChildren(make("b", {}, say("sure")), button(say("yesRemove"), () => { design.questions.splice(at, 1); again("sd-add-kind"); }, name), button(say("cancel"), () => again(card.id), name)), name));
    const problem = wrong["design-" + question.code] || wrong["design-" + (at + 1)];
    card.setAttribute("aria-label", name);
    card.append(
      make("div", { className: "sd-head" }, make("h3", {}, name + " · " + KINDS[question.kind]), make("span", { className: "sd-acts" },
        at ? button(say("up"), () => swap(at - 1), name) : "",
        at < design.questions.length - 1 ? button(say("down"), () => swap(at + 1), name) : "",
        button(say("copy"), () => { design.questions.splice(at + 1, 0, copy); again("design-" + copy.code); }, name),
        removal)),
      problem ? make("p", { className: "error" }, problem) : "",
      line(say("questionText"), question.text, (text) => { question.text = text; }, { rows: 2, maxLength: 4000 }),
      ...drawParts(question),
      question.kind === "INFORMATION" ? "" : check(say("isRequired"), question.is_required, (on) => { question.is_required = on; }),
      drawConditions(question, at));
    return card;
  }
  function drawParts(question) {
    const parts = [];
    const { kind } = question;
    if (WITH_OPTIONS.includes(kind)) parts.push(kind === "IMAGE" ? drawImages(question) : drawLines(question, "options", say("optionLines")));
    if (kind === "MATRIX") parts.push(drawLines(question, "rows", say("rowLines")));
    if (["SINGLE", "MULTIPLE"].includes(kind)) parts.push(check(say("hasOther"), question.has_other, (on) => { question.has_other = on; }));
    if (["MULTIPLE", "RANKING"].includes(kind)) parts.push(number(say("maxChoices"), question.max_choices, (value) => { question.max_choices = value; }));
    if (kind === "NUMBER") parts.push(make("div", { className: "sd-row" }, number(say("minimum"), question.minimum, (value) => { question.minimum = value; }), number(say("maximum"), question.maximum, (value) => { question.maximum = value; })));
    return parts;
  }
  /* A line keeps its code while it stays in its place, so that conditions on it hold. */
  function drawLines(question, name, label) {
    const now = question[name] || [];
    return line(label, now.map((each) => each.text).join("\n"), (text) => {
      const old = question[name] || [];
      const lines = text.split("\n").map((each) => each.trim()).filter(Boolean);
      const used = [];
      question[name] = lines.map((each, at) => {
        const same = old.find((one) => one.text === each && !used.includes(one.code)) || (old.length === lines.length ? old[at] : null);
        const code = same && !used.includes(same.code) ? same.code : newCode("o", [...old.map((one) => one.code), ...used]);
        used.push(code);
        return { code, text: each };
      });
    }, { rows: 4 });
  }
  function drawImages(question) {
    question.options = question.options || [];
    const rows = question.options.map((each, at) => make("div", { className: "sd-row" },
      line(say("optionText"), each.text, (text) => { each.text = text; }, { maxLength: 200 }),
      each.image ? make("img", { src: "/files/" + each.image, alt: "" }) : "",
      drawUpload(each),
      button(say("remove"), () => { question.options.splice(at, 1); again("design-" + question.code); }, each.text)));
    return make("div", {}, ...rows, button(say("addImage"), () => { question.options.push({ code: newCode("o", question.options.map((each) => each.code)), text: "" }); again("design-" + question.code); }));
  }
  function drawUpload(option) {
    const input = make("input", { type: "file", accept: "image/png,image/jpeg" }), note = make("span", { className: "error" });
    note.setAttribute("role", "alert");
    input.addEventListener("change", async () => {
      const sent = new FormData();
      sent.append("file", input.files[0]);
      const answer = await fetch("/files", { method: "POST", body: sent, headers: { "X-CSRF-Token": field.form.csrf.value } });
      const told = await answer.json();
      if (!answer.ok) { note.textContent = told.error; return; }
      option.image = told.sha256;
      again();
    });
    return make("label", { className: "sd-field" }, make("span", {}, say("image")), input, note);
  }
  /* Only what comes before can be looked at. */
  function drawConditions(question, at) {
    const earlier = design.questions.slice(0, at).filter((each) => ASKABLE.includes(each.kind));
    if (!earlier.length && !(question.shown_if || []).length) return "";
    question.shown_if = question.shown_if || [];
    const rows = question.shown_if.map((condition, index) => {
      const asked = earlier.find((each) => each.code === condition.question);
      const options = Object.fromEntries(earlier.map((each) => [each.code, numberOf(each.code) + ". " + each.text]));
      const of = choice(say("conditionOf"), condition.question, asked ? options : { "": say("choose"), ...options }, (value) => { condition.question = value; condition.any_of = []; again("design-" + question.code); });
      const values = make("fieldset", { className: "sd-set" }, make("legend", {}, say("conditionAnswers")), ...listSayable(asked).map(([code, text]) => check(text, condition.any_of.includes(code), (on) => { condition.any_of = on ? [...condition.any_of, code] : condition.any_of.filter((each) => each !== code); })));
      return make("div", { className: "sd-condition" }, of, values, button(say("removeCondition"), () => { question.shown_if.splice(index, 1); again("design-" + question.code); }));
    });
    const add = earlier.length ? button(say("addCondition"), () => { question.shown_if.push({ question: earlier[earlier.length - 1].code, any_of: [] }); again("design-" + question.code); }) : "";
    return make("div", {}, ...rows, add);
  }
  function listSayable(question) {
    if (!question) return [];
    if (question.kind === "YES_NO") return [["yes", say("yes")], ["no", say("no")]];
    if (question.kind === "CONSENT") return [["yes", say("agree")]];
    if (question.kind === "LIKERT") return [1, 2, 3, 4, 5].map((each) => [String(each), each + " " + say("likert" + each)]);
    if (question.kind === "SCALE") return Array.from({ length: 11 }, (_, each) => [String(each), String(each)]);
    return [...(question.options || []).map((each) => [each.code, each.text]), ...(question.has_other ? [["other", say("other")]] : [])];
  }
  function drawQuestions() {
    const kinds = make("select", { className: "krds-form-select", id: "sd-add-kind" }, ...Object.entries(KINDS).map(([code, text]) => make("option", { value: code }, text)));
    kinds.setAttribute("aria-label", say("kind"));
    const add = button(say("addQuestion"), () => { const code = newCode("q", codes()); design.questions.push({ code, kind: kinds.value, text: "" }); again("design-" + code); });
    return part(say("questions"), "questions", ...design.questions.map(drawQuestion), make("div", { className: "sd-add" }, kinds, add));
  }
  function show() { box.replaceChildren(drawBasics(), drawQuestions(), drawStrata(), drawConsent(), drawRest()); }
  function showPreview() {
    const ready = tidy(design.questions.filter((each) => each.text && (!WITH_OPTIONS.includes(each.kind) || (each.options || []).length) && (each.kind !== "MATRIX" || (each.rows || []).length)));
    const list = make("div", { className: "sd-preview" });
    form.drawAll(list, ready, {}, () => {});
    preview.querySelector("[data-list]").replaceChildren(list);
  }

  const draft = parse(localStorage.getItem(KEEP));
  const isOther = draft && JSON.stringify(draft) !== JSON.stringify(tidy(parse(field.value) || EMPTY));
  const offer = document.getElementById("draft");
  if (isOther && !Object.keys(wrong).length && !field.dataset.isSent) {
    offer.hidden = false;
    offer.querySelector("[data-take]").addEventListener("click", () => { design = { ...structuredClone(EMPTY), ...draft, consent: { ...EMPTY.consent, ...draft.consent }, questions: draft.questions || [] }; offer.hidden = true; again("sd-basics"); });
    offer.querySelector("[data-drop]").addEventListener("click", () => { localStorage.removeItem(KEEP); offer.hidden = true; });
  }
  design = { ...structuredClone(EMPTY), ...design, consent: { ...EMPTY.consent, ...design.consent } };
  design.questions = design.questions || [];
  preview.addEventListener("toggle", () => { if (preview.open) showPreview(); });
  field.form.addEventListener("submit", () => { field.value = JSON.stringify(tidy(design)); });
  field.hidden = true;
  show();
})();
