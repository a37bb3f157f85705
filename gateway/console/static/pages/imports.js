/* 가져오기: a file that is dropped goes into the field. Without this the field alone does. */
"use strict";

(() => {
  const zone = document.querySelector("[data-drop]");
  const input = zone?.querySelector("input[type=file]");
  if (!input) return;

  function isFile(event) {
    return [...(event.dataTransfer?.types ?? [])].includes("Files");
  }

  zone.addEventListener("dragover", (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    zone.dataset.over = "";
  });
  zone.addEventListener("dragleave", () => delete zone.dataset.over);
  zone.addEventListener("drop", (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    delete zone.dataset.over;
    input.files = event.dataTransfer.files;
    input.focus();
  });
})();
