// Layers that are looked at now and then: ordnance, buildings, what waits for approval. Each is read when it is chosen
// and again when the day moves. See templates/map.html for the form; map.mjs draws everything else.

import { addressOf, inTiles, layerOf, sourceOf } from "./map_style.mjs";
import { ACTIVITY, STATUSES } from "./patterns.mjs";

function looks() {
  const said = getComputedStyle(document.documentElement);
  const [ink, paper] = ["--map-ink", "--map-paper"].map((name) => said.getPropertyValue(name).trim());
  const byEvent = ["match", ["get", "event"], "found", STATUSES.cha.colour, "moved", STATUSES.sha.colour, paper];
  const size = ["case", ["to-boolean", ["get", "socially_important"]], 6, 3];
  return {
    ordnance: { type: "circle", paint: { "circle-radius": 4, "circle-color": byEvent, "circle-stroke-width": 1.5, "circle-stroke-color": ink } },
    buildings: { type: "circle", paint: { "circle-radius": size, "circle-color": ACTIVITY, "circle-stroke-width": 1, "circle-stroke-color": paper } },
    held: { type: "line", paint: { "line-color": ink, "line-width": 2, "line-dasharray": [1, 1.5] } },
  };
}

/** Waits until map.mjs has drawn the map. */
async function drawn() {
  while (!window.firmgroundMap) await new Promise((done) => setTimeout(done, 100));
  return window.firmgroundMap;
}

async function read(map, box, day) {
  const name = box.value;
  const url = addressOf(box.dataset.url, day);
  if (!map.getSource(name)) {
    if (!box.checked) return;
    map.addSource(name, sourceOf(url));
    map.addLayer(inTiles({ id: name, source: name, ...looks()[name] }, url), "spot");
  } else if (layerOf(url)) {
    map.getSource(name).setTiles([url]);
  }
  map.setLayoutProperty(name, "visibility", box.checked ? "visible" : "none");
  if (!box.checked || layerOf(url)) return;
  const answer = await fetch(url);
  if (answer.ok) map.getSource(name).setData(await answer.json());
  else document.querySelector(".map-failed").hidden = false;
}

async function start(form) {
  const map = await drawn();
  map.on("error", ({ sourceId }) => { if (sourceId in looks()) document.querySelector(".map-failed").hidden = false; });
  let day = document.querySelector("[data-map]").dataset.onDay;
  const boxes = [...form.querySelectorAll("input[type='checkbox']")];
  for (const box of boxes) box.addEventListener("change", () => read(map, box, day));
  document.addEventListener("firmground:day", (event) => {
    day = event.detail.day;
    for (const box of boxes) if (box.checked) read(map, box, day);
  });
  for (const box of boxes) if (box.checked) read(map, box, day);
}

for (const form of document.querySelectorAll("[data-map-layers]")) start(form);
