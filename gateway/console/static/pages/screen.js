/* The projector's screen follows what the phones follow: counts as they arrive, bars once the result is published. */
(() => {
  "use strict";
  const at = (id) => document.getElementById(id);
  const said = document.body.dataset;
  let endsAt = null;

  function make(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function drawOption(option, result) {
    const told = result && result.options.find((each) => each.number === option.number);
    const isFirst = Boolean(result && result.winner === option.number);
    const line = make("li", isFirst ? "first" : "");
    line.append(make("span", isFirst ? "number first" : "number", String(option.number)), make("span", "", option.text));
    if (told) {
      const most = Math.max(1, ...result.options.map((each) => each.votes));
      const track = make("span", "track");
      const bar = make("span", "bar");
      bar.style.width = (100 * told.votes) / most + "%";
      track.append(bar);
      line.append(make("span", "votes", told.votes.toLocaleString() + " " + said.votes + (told.percent === null ? "" : " · " + told.percent + "%")), track);
    }
    return line;
  }
  function drawShare(votes, percent) {
    return percent === null ? votes.toLocaleString() : percent + "%";
  }
  /* The published result of each segment, and without officials: a column each beside that of all. */
  function drawParts(result, parts) {
    const table = at("parts");
    table.hidden = !result || parts.length === 0;
    document.body.classList.toggle("told", !table.hidden);
    if (table.hidden) return;
    const columns = [{ name: said.whole, ballots: result.ballots, options: result.options }, ...parts.map((part) => ({ ...part, name: part.name || said.rest }))];
    const heads = columns.map((part) => {
      const head = make("th", "", part.name);
      head.scope = "col";
      head.append(make("small", "", part.ballots.toLocaleString() + " " + said.votes));
      return head;
    });
    table.tHead.rows[0].replaceChildren(make("th", "", said.option), ...heads);
    table.tBodies[0].replaceChildren(...result.options.map((option, place) => {
      const line = make("tr", result.winner === option.number ? "first" : "");
      const name = make("th", "", option.number + ". " + option.text);
      name.scope = "row";
      line.append(name, ...columns.map((part) => make("td", "", drawShare(part.options[place].votes, part.options[place].percent))));
      return line;
    }));
  }
  function tick() {
    const left = endsAt === null ? null : Math.max(0, Math.round((endsAt - Date.now()) / 1000));
    at("left-word").textContent = left === null ? "" : said.left;
    at("left").textContent = left === null ? "" : Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
  }
  function take(told) {
    const round = told.round;
    const state = round ? round.state : "";
    at("ballots").textContent = told.ballots.toLocaleString();
    at("present").textContent = told.present.toLocaleString();
    at("connected").textContent = told.connected.toLocaleString();
    at("state").textContent = { OPEN: said.open, PAUSED: said.paused, CLOSED: said.closed, PUBLISHED: said.told, FINAL: said.told }[state] || said.waiting;
    at("question").textContent = round ? round.question : "";
    at("options").replaceChildren(...(round ? round.options.map((option) => drawOption(option, round.result)) : []));
    drawParts(round && round.result, told.parts);
    endsAt = state === "OPEN" && round.seconds_left !== null ? Date.now() + round.seconds_left * 1000 : null;
    tick();
  }
  const source = new EventSource("/v1/open/town-halls/" + said.hall + "/live");
  source.addEventListener("round", (event) => take(JSON.parse(event.data)));
  source.addEventListener("error", () => { at("state").textContent = said.lost; });
  setInterval(tick, 1000);
})();
