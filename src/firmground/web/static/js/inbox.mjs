// Keys of the inbox: j next, k before, x select, a accept, r return, u undo, ? help. Each presses what stands on the page; the
// page works without. While something is selected, a and r answer all that is selected.

const many = document.getElementById("inbox-many");
const help = document.getElementById("inbox-keys");

function pressed(target, reason) {
  if (reason && reason.value.trim() === "") reason.focus();
  else target.click();
}

function press(key) {
  const target = document.querySelector(`[data-inbox-key="${key}"]`);
  if (target) pressed(target, target.hasAttribute("data-needs-reason") ? target.form?.elements.reason : null);
}

function isChosen() {
  return many !== null && document.querySelector("input[form='inbox-many']:checked, #inbox-many [name='all']:checked") !== null;
}

function select() {
  const box = document.querySelector(".inbox-line[aria-current='true']")?.parentElement.querySelector("input[name='item']");
  if (!box) return;
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

// What is selected stays selected from one item to the next, until it is answered or the tab is closed.
const KEPT = `inbox ${location.pathname.split("/")[1]}`;
const boxes = [...document.querySelectorAll("input[name='item'][form='inbox-many']")];

function open() {
  if (isChosen()) many.closest("details").open = true;
}

const chosen = new Set(JSON.parse(sessionStorage.getItem(KEPT) ?? "[]"));
for (const box of boxes) box.checked = chosen.has(box.value);
open();
many?.addEventListener("submit", () => sessionStorage.removeItem(KEPT));

document.addEventListener("change", () => {
  sessionStorage.setItem(KEPT, JSON.stringify(boxes.filter((box) => box.checked).map((box) => box.value)));
  open();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help?.open) return;
  if (event.target.closest("textarea, select, input:not([type='checkbox'])")) return;
  if (!["j", "k", "a", "r", "x", "u", "?"].includes(event.key)) return;
  event.preventDefault();
  if (event.key === "?") help?.showModal();
  else if (event.key === "x") select();
  else if (isChosen() && ["a", "r"].includes(event.key)) {
    pressed(many.querySelector(`[data-many-key="${event.key}"]`), many.elements.reason);
  } else press(event.key);
});

document.querySelector(".inbox-line[aria-current='true']")?.scrollIntoView({ block: "nearest" });
