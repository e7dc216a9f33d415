// Shows how far an upload is, and takes a file that is dropped on the form. Without this script the form is sent as any other.
"use strict";
const form = document.querySelector("form.drop");
if (form) {
  const input = form.querySelector("input[type=file]"), button = form.querySelector("button"), line = form.querySelector(".progress");
  const bar = line.querySelector("progress"), told = line.querySelector("span"), trouble = document.getElementById("trouble");

  const say = (sentence) => {
    line.hidden = true;
    button.disabled = false;
    const box = document.createElement("p");
    box.className = "told failed";
    box.setAttribute("role", "alert");
    box.textContent = sentence;
    trouble.replaceChildren(box);
  };
  const ended = (request) => {
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");
    const box = answer.querySelector("main .told.failed") || answer.querySelector("main .lead");
    if (request.status === 200) location.assign(request.responseURL);
    else say(box ? box.textContent : form.dataset.broken);
  };
  form.addEventListener("submit", (event) => {
    const file = input.files[0];
    if (!file) return;
    event.preventDefault();
    trouble.replaceChildren();
    if (file.size > form.dataset.limit * 1048576) { say(form.dataset.tooLarge); return; }
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (now) => {
      const share = now.lengthComputable ? Math.floor(100 * now.loaded / now.total) : 0;
      bar.value = share;
      told.textContent = share < 100 ? share + " %" : form.dataset.reading;
    });
    request.addEventListener("load", () => ended(request));
    request.addEventListener("error", () => say(form.dataset.broken));
    line.hidden = false;
    button.disabled = true;
    request.send(new FormData(form));
  });
  for (const name of ["dragenter", "dragover"]) form.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length === 1) input.files = event.dataTransfer.files;
  });
}
