/* Questions of a survey: which are shown, how each looks, what an answer lacks. Of the answering page and the designer's preview. */
window.surveyQuestions = (say, findImage) => {
  "use strict";
  const LIKERT = [1, 2, 3, 4, 5];
  const SHORT = 200;
  const LONG = 4000;

  function make(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }
  function isEmpty({ kind }, answer) {
    if (!answer) return true;
    if (kind.endsWith("_TEXT")) return !(answer.text || "").trim();
    return !["options", "ranked", "points"].some((each) => (answer[each] || []).length) && !["number", "day", "raw", "place"].some((each) => (answer[each] ?? "") !== "");
  }

  /* The same rule as list_shown of contracts/engagement/answers.py. */
  function listShown(questions, values) {
    const said = {};
    return questions.filter((question) => {
      const shown = (question.shown_if || []).every((each) => (each.any_of || []).some((value) => (said[each.question] || []).includes(value)));
      const answer = values[question.code] || {};
      if (shown) said[question.code] = [...(answer.options || []), ...(answer.ranked || []), ...(Number.isInteger(answer.number) ? [String(answer.number)] : [])];
      return shown;
    });
  }

  /* Says what an answer lacks, or nothing. */
  function check(question, answer) {
    const given = answer || {};
    if (question.kind === "INFORMATION") return "";
    if (isEmpty(question, answer)) return question.is_required ? say("required") : "";
    if (question.kind === "MATRIX" && question.is_required && given.points.length < question.rows.length) return say("allRows");
    if (question.kind === "NUMBER") {
      if (!Number.isInteger(given.number)) return say("noNumber");
      const low = question.minimum ?? -1e12, high = question.maximum ?? 1e12;
      if (given.number < low || given.number > high) return say("bounds", { a: low.toLocaleString(), b: high.toLocaleString() });
    }
    if (question.kind === "MAP_POINT" && !isPlace(given.place)) return say("noPlace");
    return "";
  }
  function isPlace(place) {
    const [high, wide] = [Number(place.latitude), Number(place.longitude)];
    return String(place.latitude).trim() && String(place.longitude).trim() && Math.abs(high) <= 90 && Math.abs(wide) <= 180;
  }

  /* Returns answers as they are sent: of what is shown only. */
  function write(questions, values) {
    return listShown(questions, values).filter((question) => question.kind !== "INFORMATION" && !isEmpty(question, values[question.code])).map((question) => writeOne(question, values[question.code]));
  }
  function writeOne({ code, kind }, answer) {
    if (kind === "MAP_POINT") return { question: code, place: { latitude: Number(answer.place.latitude), longitude: Number(answer.place.longitude) } };
    const sent = { question: code };
    ["options", "ranked", "points"].forEach((each) => { if ((answer[each] || []).length) sent[each] = answer[each]; });
    ["number", "day"].forEach((each) => { if (answer[each] !== undefined && answer[each] !== "") sent[each] = answer[each]; });
    const isAsked = kind.endsWith("_TEXT") || (sent.options || []).includes("other");
    if (isAsked && (answer.text || "").trim()) sent.text = answer.text.trim();
    return sent;
  }

  /* Returns a question with its answer so far; `change` takes each new one. */
  function draw(question, answer, change) {
    const box = make("fieldset", { className: "q", id: "q-" + question.code, tabIndex: -1 });
    const told = { ...(answer || {}) };
    const tell = (part) => { Object.assign(told, part); change(question.code, { ...told }); };
    box.append(make("legend", {}, make("span", { className: "q-n" }), make("span", { className: "q-text" }, question.text), ...(question.is_required ? [make("em", {}, say("must"))] : [])));
    const problem = make("p", { className: "q-problem", id: box.id + "-problem", hidden: true });
    box.append(problem, ...(DRAWN[question.kind] || (() => []))(question, told, tell));
    return box;
  }
  function mark(box, text) {
    const problem = box.querySelector(".q-problem");
    problem.hidden = !text;
    problem.textContent = text;
    if (text) box.setAttribute("aria-describedby", problem.id);
    else box.removeAttribute("aria-describedby");
    box.classList.toggle("is-wrong", Boolean(text));
  }

  function hint(text) { return make("p", { className: "q-hint" }, text); }
  function pick(question, type, code, label, checked, ...more) {
    return make("label", { className: "q-option" }, make("input", { type, name: "q-" + question.code, value: code, checked }), ...more, make("span", {}, label));
  }
  function listOptions(question) {
    if (question.kind === "YES_NO") return [["yes", say("yes")], ["no", say("no")]];
    return [...(question.options || []).map((each) => [each.code, each.text]), ...(question.has_other ? [["other", say("other")]] : [])];
  }
  function drawOne(question, told, tell) {
    const boxes = listOptions(question).map(([code, text]) => pick(question, "radio", code, text, (told.options || []).includes(code), ...drawImage(question, code)));
    const other = drawOther(question, told, tell);
    boxes.forEach((each) => each.addEventListener("change", (event) => { tell({ options: [event.target.value] }); other.forEach((one) => { one.hidden = event.target.value !== "other"; }); }));
    return [...boxes, ...other, drawClear(boxes, () => { tell({ options: [] }); other.forEach((one) => { one.hidden = true; }); })];
  }
  function drawImage(question, code) {
    const option = (question.options || []).find((each) => each.code === code);
    return option && option.image ? [make("img", { src: findImage(option.image), alt: "", loading: "lazy" })] : [];
  }
  /* What was chosen by mistake can be taken back where nothing has to be chosen. */
  function drawClear(boxes, clear) {
    const button = make("button", { type: "button", className: "q-clear" }, say("clear"));
    button.addEventListener("click", () => { boxes.forEach((each) => { const input = each.querySelector("input"); input.checked = false; }); clear(); });
    return button;
  }
  function drawOther(question, told, tell) {
    if (!question.has_other) return [];
    const field = drawText(question, told, tell, SHORT, say("otherText"));
    field.hidden = !(told.options || []).includes("other");
    return [field];
  }
  function drawSeveral(question, told, tell) {
    const most = question.max_choices || listOptions(question).length;
    const boxes = listOptions(question).map(([code, text]) => pick(question, "checkbox", code, text, (told.options || []).includes(code)));
    const other = drawOther(question, told, tell);
    const inputs = boxes.map((each) => each.querySelector("input"));
    const limit = () => {
      const chosen = inputs.filter((each) => each.checked);
      inputs.forEach((each) => { each.disabled = !each.checked && chosen.length >= most; });
      other.forEach((each) => { each.hidden = !chosen.some((one) => one.value === "other"); });
      return chosen.map((each) => each.value);
    };
    boxes.forEach((each) => each.addEventListener("change", () => tell({ options: limit() })));
    limit();
    return [hint(say("most", { n: most })), ...boxes, ...other];
  }
  function drawScale(name, numbers, words, now, choose) {
    const boxes = numbers.map((number) => {
      const input = make("input", { type: "radio", name, value: number, checked: now === number });
      input.addEventListener("change", () => choose(number));
      return make("label", {}, input, make("b", {}, String(number)), ...(words[number] ? [make("span", {}, words[number])] : []));
    });
    return make("div", { className: numbers.length > 5 ? "q-scale q-long" : "q-scale" }, ...boxes);
  }
  function likertWords() { return Object.fromEntries(LIKERT.map((each) => [each, say("likert" + each)])); }
  function drawPoints(question, told, tell) {
    const isLong = question.kind === "SCALE";
    const numbers = isLong ? Array.from({ length: 11 }, (_, index) => index) : LIKERT;
    const scale = drawScale("q-" + question.code, numbers, isLong ? { 0: say("low"), 10: say("high") } : likertWords(), told.number, (number) => tell({ number }));
    return [scale, drawClear([...scale.children], () => { delete told.number; tell({}); })];
  }
  function drawMatrix(question, told, tell) {
    return question.rows.map((row) => {
      const now = (told.points || []).find((each) => each.row === row.code);
      const choose = (points) => tell({ points: [...(told.points || []).filter((each) => each.row !== row.code), { row: row.code, points }] });
      return make("fieldset", { className: "q-row" }, make("legend", {}, row.text), drawScale("q-" + question.code + "-" + row.code, LIKERT, likertWords(), now && now.points, choose));
    });
  }
  function drawRanking(question, told, tell) {
    const most = question.max_choices || question.options.length;
    const list = make("ol", { className: "q-ranked" }), rest = make("div", {}), texts = Object.fromEntries(listOptions(question));
    const act = (word, code, text, ranked, disabled) => {
      const button = make("button", { type: "button", disabled }, text);
      button.dataset.act = word + code;
      button.setAttribute("aria-label", texts[code] + " " + text);
      button.addEventListener("click", () => { tell({ ranked }); show(word + code, code); });
      return button;
    };
    const swap = (ranked, from, to) => { const moved = [...ranked]; [moved[from], moved[to]] = [moved[to], moved[from]]; return moved; };
    const show = (focus, code) => {
      const ranked = told.ranked || [];
      list.replaceChildren(...ranked.map((code, at) => make("li", {}, make("span", {}, make("b", {}, say("place", { n: at + 1 })), " " + texts[code]), make("span", { className: "q-moves" },
        act("up", code, say("up"), at ? swap(ranked, at, at - 1) : ranked, !at),
        act("down", code, say("down"), at < ranked.length - 1 ? swap(ranked, at, at + 1) : ranked, at === ranked.length - 1),
        act("out", code, say("out"), ranked.filter((each) => each !== code))))));
      rest.replaceChildren(...Object.keys(texts).filter((code) => !ranked.includes(code)).map((code) => {
        const button = act("in", code, texts[code], [...ranked, code], ranked.length >= most);
        button.className = "q-option";
        button.setAttribute("aria-label", texts[code] + ", " + say("rankIt", { n: ranked.length + 1 }));
        return button;
      }));
      const all = [...list.querySelectorAll("button"), ...rest.children].filter((each) => !each.disabled);
      const next = focus && (all.find((each) => each.dataset.act === focus) || all.find((each) => each.dataset.act.endsWith(code)));
      if (next) next.focus();
    };
    show();
    return [hint(say("rank", { n: most })), list, rest];
  }
  function drawField(label, properties, changed) {
    const input = make(properties.rows ? "textarea" : "input", properties);
    input.addEventListener("input", () => changed(input.value, input));
    return make("label", { className: "q-field" }, make("span", {}, label), input);
  }
  function drawText(question, told, tell, most, label) {
    const left = make("span", { className: "q-left" });
    const count = (text) => { left.textContent = say("letters", { n: Array.from(text).length, m: most.toLocaleString() }); };
    const field = drawField(label, { ...(most === LONG ? { rows: 5 } : { type: "text" }), maxLength: most, value: told.text || "", autocomplete: "off" }, (text) => { count(text); tell({ text }); });
    count(told.text || "");
    field.append(left);
    return field;
  }
  function drawNumber(question, told, tell) {
    const shown = told.raw ?? (told.number === undefined ? "" : String(told.number));
    const low = question.minimum ?? null, high = question.maximum ?? null;
    const label = low === null && high === null ? say("number") : say("numberFrom", { a: low === null ? "" : low.toLocaleString(), b: high === null ? "" : high.toLocaleString() });
    return [drawField(label, { type: "text", inputMode: low !== null && low >= 0 ? "numeric" : "text", value: shown, autocomplete: "off", maxLength: 20 }, (text) => {
      const plain = text.trim().replace(/,/g, "");
      delete told.number;
      tell(/^-?\d{1,13}$/.test(plain) ? { number: Number(plain), raw: text } : { raw: text });
    })];
  }
  function drawPlace(question, told, tell) {
    const place = () => told.place || { latitude: "", longitude: "" };
    const put = (part) => { const next = { ...place(), ...part }; if (next.latitude || next.longitude) tell({ place: next }); else { delete told.place; tell({}); } };
    const fields = ["latitude", "longitude"].map((name) => drawField(say(name), { type: "text", inputMode: "text", value: place()[name], autocomplete: "off", maxLength: 12 }, (text) => put({ [name]: text })));
    const note = make("p", { className: "q-hint" });
    note.setAttribute("role", "status");
    const here = make("button", { type: "button", className: "other-act" }, say("here"));
    here.addEventListener("click", () => {
      if (!navigator.geolocation) { note.textContent = say("noHere"); return; }
      note.textContent = say("finding");
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        const [latitude, longitude] = [coords.latitude.toFixed(3), coords.longitude.toFixed(3)];
        [latitude, longitude].forEach((each, at) => { fields[at].querySelector("input").value = each; });
        put({ latitude, longitude });
        note.textContent = say("found");
      }, () => { note.textContent = say("noHere"); }, { timeout: 15000 });
    });
    return [hint(say("about")), here, note, make("div", { className: "q-pair" }, ...fields)];
  }
  function drawConsent(question, told, tell) {
    const box = pick(question, "checkbox", "yes", say("agree"), (told.options || []).includes("yes"));
    box.addEventListener("change", (event) => tell({ options: event.target.checked ? ["yes"] : [] }));
    return [box];
  }

  const DRAWN = {
    SINGLE: drawOne, YES_NO: drawOne, IMAGE: drawOne, MULTIPLE: drawSeveral, LIKERT: drawPoints, SCALE: drawPoints, MATRIX: drawMatrix, RANKING: drawRanking,
    NUMBER: drawNumber, MAP_POINT: drawPlace, CONSENT: drawConsent,
    DATE: (question, told, tell) => [drawField(say("day"), { type: "date", value: told.day || "" }, (day) => tell({ day }))],
    SHORT_TEXT: (question, told, tell) => [drawText(question, told, tell, SHORT, say("text"))],
    LONG_TEXT: (question, told, tell) => [drawText(question, told, tell, LONG, say("text"))],
  };

  /* Draws all questions once into a box; what is not shown is hidden and loses nothing. */
  function drawAll(box, questions, values, changed) {
    const boxes = questions.map((question) => draw(question, values[question.code], (code, answer) => { values[code] = answer; mark(find(code), ""); arrange(); changed(); }));
    const find = (code) => boxes[questions.findIndex((each) => each.code === code)];
    const arrange = () => {
      const shown = listShown(questions, values);
      let number = 0;
      questions.forEach((question, at) => {
        boxes[at].hidden = !shown.includes(question);
        if (boxes[at].hidden) return;
        if (question.kind === "INFORMATION") boxes[at].classList.add("q-reading");
        else { number += 1; boxes[at].querySelector(".q-n").textContent = number + ". "; }
      });
    };
    arrange();
    box.replaceChildren(...boxes);
    return { find, mark: (code, text) => mark(find(code), text) };
  }
  return { listShown, isEmpty, check, write, drawAll, make };
};
