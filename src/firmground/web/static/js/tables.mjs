// Filter by typing, sort by the heads, download as shown: for every <table data-filterable>.

import { word } from "./words.mjs";

const MARK = /^[=+\-@\t\r]/; // what a spreadsheet would run as a formula

function sortValue(cell) {
  const said = cell?.dataset.value ?? cell?.textContent.trim() ?? "";
  const number = Number(said);
  return said !== "" && !Number.isNaN(number) ? number : said;
}

/** Empty last, numbers by size before words, words by the page's language. */
export function compare(one, other) {
  if (one === "" || other === "") return (one === "") - (other === "");
  const bothNumbers = typeof one === "number" && typeof other === "number";
  if (bothNumbers) return one - other;
  if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
  return String(one).localeCompare(String(other), document.documentElement.lang, { numeric: true });
}

/** One CSV line. A text that a spreadsheet would run gets an apostrophe before it; numbers stay numbers. */
export function csvLine(values) {
  return values
    .map((value) => {
      const isNumber = typeof value === "number" || (value !== "" && !Number.isNaN(Number(value)));
      const safe = !isNumber && MARK.test(value) ? `'${value}` : String(value);
      return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
    })
    .join(",");
}

function sortBy(table, index) {
  const head = table.tHead.rows[0].cells[index];
  const rising = head.getAttribute("aria-sort") !== "ascending";
  for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", rising ? "ascending" : "descending");
  const rows = [...table.tBodies[0].rows].map((row) => ({ row, value: sortValue(row.cells[index]) }));
  rows.sort((one, other) => {
    const isEmpty = one.value === "" || other.value === "";
    return compare(one.value, other.value) * (rising || isEmpty ? 1 : -1);
  });
  table.tBodies[0].append(...rows.map((each) => each.row));
}

function filter(table, typed, account) {
  const wanted = typed.trim().toLocaleLowerCase().split(/\s+/);
  let shown = 0;
  for (const row of table.tBodies[0].rows) {
    const said = row.textContent.toLocaleLowerCase();
    row.hidden = !wanted.every((each) => said.includes(each));
    shown += row.hidden ? 0 : 1;
  }
  account.textContent = `${shown} / ${table.tBodies[0].rows.length}`;
}

function download(table) {
  const rows = [...table.tBodies[0].rows].filter((row) => !row.hidden);
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.dataset.label);
  const lines = rows.map((row) => csvLine([...row.cells].map((cell) => cell.dataset.value ?? cell.textContent.trim())));
  const blob = new Blob(["\ufeff", [csvLine(heads), ...lines].join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${table.dataset.file || "table"}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function tools(table) {
  const place = document.createElement("div");
  place.className = "table-tools";
  const label = document.createElement("label");
  const name = document.createElement("span");
  name.className = "visually-hidden";
  name.textContent = word("filter");
  const typed = document.createElement("input");
  typed.type = "search";
  typed.placeholder = word("filter");
  label.append(name, typed);
  const account = document.createElement("span");
  account.className = "soft";
  account.setAttribute("role", "status");
  account.dir = "ltr";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = word("download");
  typed.addEventListener("input", () => filter(table, typed.value, account));
  button.addEventListener("click", () => download(table));
  place.append(label, account, button);
  filter(table, "", account);
  return place;
}

/** Makes one table filterable, sortable and downloadable; a second call changes nothing. */
export function enhance(table) {
  if (table.dataset.enhanced || !table.tHead || !table.tBodies[0]) return;
  table.dataset.enhanced = "yes";
  for (const [index, head] of [...table.tHead.rows[0].cells].entries()) {
    head.dataset.label = head.textContent.trim();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(table, index));
    head.append(button);
  }
  (table.closest(".table-frame") ?? table).before(tools(table));
}

function enhanceAll() {
  for (const table of document.querySelectorAll("table[data-filterable]")) enhance(table);
}

enhanceAll();
document.addEventListener("htmx:after:swap", enhanceAll);
