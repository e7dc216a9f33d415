const form = document.querySelector(".filters"), status_line = form.querySelector("[role=status]");
const projects = [...document.querySelectorAll(".project")].map((element) => ({ element, words: plain(element.querySelector(".about").textContent) }));
const fields = [...form.querySelectorAll("input, select")];

function plain(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
}

function show() {
  const words = plain(form.elements.q.value).split(/\s+/).filter(Boolean);
  const chosen = fields.filter((field) => field.name !== "q" && field.value);
  let shown = 0;
  for (const { element, words: own } of projects) {
    const fits = words.every((word) => own.includes(word)) && chosen.every((field) => element.dataset[field.name] === field.value);
    element.hidden = !fits;
    shown += fits;
  }
  status_line.textContent = status_line.dataset.tally.replace("{shown}", shown);
  form.classList.toggle("narrowed", words.length + chosen.length > 0);
}

function keep() {
  const kept = new URLSearchParams(fields.filter((field) => field.value.trim()).map((field) => [field.name, field.value.trim()])).toString();
  history.replaceState(null, "", kept ? "#" + kept : location.pathname + location.search);
  show();
}

function follow() {
  const place = document.querySelector(".project:target");
  const given = new URLSearchParams(place ? "" : location.hash.slice(1));
  for (const field of fields) field.value = given.get(field.name) ?? "";
  for (const field of fields) if (field.selectedIndex === -1) field.value = "";
  show();
  if (place) place.scrollIntoView();
}

form.addEventListener("input", keep);
form.addEventListener("reset", () => setTimeout(keep));
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", follow);
form.hidden = false;
follow();
