/* The presenter's page follows what the hall follows: counts as they arrive; another round or state opens it anew. */
(() => {
  "use strict";
  const at = (id) => document.getElementById(id);
  const said = at("present").dataset;
  if (!at("ballots")) return;
  let endsAt = null;
  function tick() {
    const left = endsAt === null ? null : Math.max(0, Math.round((endsAt - Date.now()) / 1000));
    at("left").textContent = left === null ? "" : Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
  }
  function take(told) {
    const round = told.round;
    for (const [id, name] of [["here", "present"], ["connected", "connected"]]) at(id).textContent = told[name].toLocaleString();
    if (round && round.id === said.round) {
      at("ballots").textContent = told.ballots.toLocaleString();
      if (round.state !== said.state) location.reload();
    } else {
      at("ballots").textContent = "0";
    }
    endsAt = round && round.state === "OPEN" && round.seconds_left !== null ? Date.now() + round.seconds_left * 1000 : null;
    tick();
  }
  const source = new EventSource("/v1/open/town-halls/" + said.hall + "/live");
  source.addEventListener("round", (event) => take(JSON.parse(event.data)));
  setInterval(tick, 1000);
})();
