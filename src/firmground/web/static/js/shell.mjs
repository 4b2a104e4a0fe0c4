// What the frame does beyond links and forms: keys, stepping the day, closing sheets. Pages work without it.

import { dayWords } from "./dates.mjs";
import { word } from "./words.mjs";

const clocks = document.querySelector("[data-clocks]");

/** Adds whole days to a date written YYYY-MM-DD, without any time zone. */
export function addDays(day, days) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10);
}

/** Shows the page at another day; never later than today. A page with its own slider takes the step itself. */
function step(days) {
  const taken = !document.dispatchEvent(new CustomEvent("firmground:step", { detail: { days }, cancelable: true }));
  if (taken || !clocks) return;
  const day = addDays(clocks.dataset.onDay, days);
  if (day > clocks.dataset.today) return;
  const address = new URL(location.href);
  address.searchParams.set("on_day", day);
  address.searchParams.delete("page");
  location.assign(address);
}

function returnToNow() {
  const link = document.querySelector("[data-key='n']");
  if (link && !link.closest("[hidden]")) link.click();
}

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

const KEYS = {
  "/": () => (document.querySelector("[data-map-search] input") ?? document.querySelector("#search"))?.focus(),
  "[": () => step(-1),
  "]": () => step(1),
  n: returnToNow,
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeSheets(null);
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});

function closeSheets(inside) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (inside === null || !menu.contains(inside)) {
      if (menu.contains(document.activeElement) && inside === null) menu.querySelector("summary").focus();
      menu.open = false;
    }
  }
}

document.addEventListener("click", (event) => closeSheets(event.target));

for (const button of document.querySelectorAll("[data-step]")) {
  button.hidden = false;
  const days = Number(button.dataset.step);
  if (days > 0) button.disabled = clocks.dataset.onDay >= clocks.dataset.today;
  button.addEventListener("click", () => step(days));
}

// An empty date means today or now: it is left out of the address instead of being sent empty.
for (const form of document.querySelectorAll("form[method='get']")) {
  form.addEventListener("submit", () => {
    for (const field of form.querySelectorAll("input")) if (field.value === "") field.disabled = true;
  });
}
window.addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("form[method='get'] input:disabled")) field.disabled = false;
});

// A page that moves its own day (the map) tells it here: the bar, its sentence and the links of the rail follow.
document.addEventListener("firmground:day", ({ detail: { day, words } }) => {
  if (!clocks) return;
  const isToday = day === clocks.dataset.today;
  clocks.dataset.onDay = day;
  clocks.querySelector("[data-clock-day]").textContent = isToday ? word("today") : words;
  clocks.querySelector("input[name='on_day']").value = isToday ? "" : day;
  const asKnown = new URL(location.href).searchParams.get("as_known_on");
  document.querySelector(".bar").classList.toggle("bar-moved", !isToday || Boolean(asKnown));
  const sentence = document.querySelector(".clock-words");
  sentence.hidden = isToday && !asKnown;
  const told = word(asKnown ? "shown_on_known" : "shown_on");
  sentence.querySelector("span").textContent = told.replace("{day}", words).replace("{known}", asKnown ? dayWords(asKnown) : "");
  for (const link of document.querySelectorAll(".rail a")) {
    const address = new URL(link.href);
    if (isToday) address.searchParams.delete("on_day");
    else address.searchParams.set("on_day", day);
    link.href = address.href;
  }
});
