// The map's search box: coordinates as people write them (latitude first), or a place asked from data-search-url.

const PAIR = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*°?\s*([NSns]?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*°?\s*([EWew]?)\s*$/;

/** Reads "35.33, 40.14" or "35.33 N 40.14 E"; null for what is no pair of coordinates on the globe. */
export function coordinates(said) {
  const found = PAIR.exec(said);
  if (!found) return null;
  const lat = Number(found[1]) * (/s/i.test(found[2]) ? -1 : 1);
  const lon = Number(found[3]) * (/w/i.test(found[4]) ? -1 : 1);
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lon, lat } : null;
}

function offer(list, results, onPlace) {
  if (!results.length) {
    const none = document.createElement("li");
    none.textContent = list.dataset.none;
    list.replaceChildren(none);
  } else {
    list.replaceChildren(...results.map((result) => {
      const line = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet";
      button.textContent = result.label;
      button.addEventListener("click", () => { list.hidden = true; onPlace(result); });
      line.append(button);
      return line;
    }));
  }
  list.hidden = false;
}

/** Starts the search box; onPlace gets {lon, lat} of what was chosen. */
export function startSearch(form, { url, onPlace }) {
  const list = form.querySelector(".map-found");
  const field = form.querySelector("input");

  async function search() {
    const pair = coordinates(field.value);
    if (pair) { list.hidden = true; return onPlace(pair); }
    if (!url || !field.value.trim()) return offer(list, [], onPlace);
    const address = new URL(url, location.href);
    address.searchParams.set("q", field.value.trim());
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return offer(list, answer.ok ? await answer.json() : [], onPlace);
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  field.addEventListener("keydown", (event) => { if (event.key === "Escape") list.hidden = true; });
  const asked = new URL(location.href).searchParams.get("q");
  if (asked) { field.value = asked; search(); }
}
