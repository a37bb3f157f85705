/* The board's choices, files that are attached, and fields that another one asks for. */
"use strict";

(() => {
  const chosen = () => [...document.querySelectorAll("#board .tick[name=chosen]:checked")];

  function showChosen() {
    const bar = document.getElementById("bulk");
    if (!bar) return;
    const count = chosen().length;
    bar.hidden = count === 0;
    bar.querySelector("[data-count]").textContent = count.toLocaleString(document.documentElement.lang);
    const ticks = document.querySelectorAll("#board .tick[name=chosen]").length;
    for (const all of document.querySelectorAll("#board [data-all]")) {
      all.checked = count > 0 && count === ticks;
      all.indeterminate = count > 0 && count < ticks;
    }
  }

  function chooseAll(on) {
    document.querySelectorAll("#board .tick[name=chosen]").forEach((tick) => { tick.checked = on; });
    showChosen();
  }

  function showAsked() {
    for (const field of document.querySelectorAll("[data-with]")) {
      const [name, value] = field.dataset.with.split("=");
      const picked = document.querySelector(`[name="${name}"]:checked`);
      field.hidden = picked?.value !== value;
    }
  }

  function addFile(box, input, file) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = `/files/${file.sha256}`;
    link.textContent = file.name;
    const kept = document.createElement("input");
    Object.assign(kept, { type: "hidden", name: input.dataset.upload, value: file.sha256 });
    const drop = document.createElement("button");
    Object.assign(drop, { type: "button", className: "krds-btn xsmall text", textContent: input.dataset.wordDrop });
    drop.dataset.dropFile = "";
    line.append(link, kept, drop);
    box.querySelector("[data-file-list]").append(line);
  }

  async function upload(input) {
    const box = input.closest("[data-files]");
    const error = box.querySelector("[data-file-error]");
    const token = input.form.querySelector("[name=csrf]").value;
    error.hidden = true;
    for (const file of [...input.files]) {
      const body = new FormData();
      body.append("file", file);
      try {
        const answer = await fetch("/files", { method: "POST", body, headers: { "X-CSRF-Token": token } });
        const told = await answer.json();
        if (!answer.ok) throw new Error(told.error);
        addFile(box, input, told);
      } catch (failure) {
        error.textContent = `${file.name}: ${failure instanceof SyntaxError ? input.dataset.wordFailed : failure.message}`;
        error.hidden = false;
      }
    }
    input.value = "";
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function listen() {
    document.addEventListener("change", (event) => {
      const target = event.target;
      if (target.matches?.(".tick[name=chosen]")) showChosen();
      if (target.matches?.("[data-all]")) chooseAll(target.checked);
      if (target.matches?.("input[type=radio]")) showAsked();
    });
    // The choice of a file is not a change of the form yet: that comes when the server has it.
    document.addEventListener("change", (event) => {
      if (!event.target.matches?.("input[data-upload]")) return;
      event.stopPropagation();
      upload(event.target);
    }, true);
    document.addEventListener("click", (event) => {
      if (event.target.closest("[data-clear]")) chooseAll(false);
      const drop = event.target.closest("[data-drop-file]");
      if (drop) {
        const box = drop.closest("[data-files]");
        drop.closest("li").remove();
        box.dispatchEvent(new Event("change", { bubbles: true }));
      }
      for (const menu of document.querySelectorAll("details.menu[open]")) {
        if (!menu.contains(event.target)) menu.open = false;
      }
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      const menu = document.activeElement?.closest("details.menu[open]");
      if (!menu) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    document.addEventListener("htmx:after:swap", showChosen);
  }

  showChosen();
  showAsked();
  listen();
})();
