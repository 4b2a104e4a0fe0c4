// Keys of the inbox: j next, k before, a accept, r return. Each presses what stands on the page; the page works without.

function press(key) {
  const target = document.querySelector(`[data-inbox-key="${key}"]`);
  if (!target) return;
  const reason = target.form?.elements.reason;
  if (target.hasAttribute("data-needs-reason") && reason && reason.value.trim() === "") reason.focus();
  else target.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (!["j", "k", "a", "r"].includes(event.key)) return;
  event.preventDefault();
  press(event.key);
});

document.querySelector(".inbox-line[aria-current='true']")?.scrollIntoView({ block: "nearest" });
