// The map screen: reads the tiles whose addresses stand in data attributes, draws them by status, moves through the
// days, opens the history of a spot. See templates/components/map_screen.html for what it expects.

import { AttributionControl, Map as GlMap, NavigationControl, ScaleControl, addProtocol } from "../vendor/maplibre-gl-6.17.0/maplibre-gl.mjs";
import { dayWords } from "./dates.mjs";
import { startDays } from "./map_days.mjs";
import { startSearch } from "./map_search.mjs";
import { SOURCES, addressOf, layerOf, show, style } from "./map_style.mjs";
import { addPatterns, patternImage } from "./patterns.mjs";
import { load } from "./scripts.mjs";
import { word } from "./words.mjs";

const language = document.documentElement.lang || "en";
const isRtl = document.documentElement.dir === "rtl";
const EMPTY = { type: "FeatureCollection", features: [] };

function colours() {
  const said = getComputedStyle(document.documentElement);
  const of = (name) => said.getPropertyValue(name).trim();
  return Object.fromEntries(["ink", "soft", "paper", "line", "water"].map((name) => [name, of(`--map-${name}`)]));
}

/** The addresses of our sources on a day; those that the screen does not have are left out. */
function urlsOn(screen, day) {
  const asked = SOURCES.map((source) => [source, screen.dataset[`${source}Url`]]).filter(([, url]) => url);
  return Object.fromEntries(asked.map(([source, url]) => [source, addressOf(url, day)]));
}

/** Reads the view kept in the address, "#map=zoom/lat/lon"; null where there is none. */
export function viewIn(hash) {
  const found = /^#map=(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/.exec(hash);
  return found ? { zoom: Number(found[1]), center: [Number(found[3]), Number(found[2])] } : null;
}

// MapLibre's own hash is written before the first view is set, so that a quick reload would land at zoom 0.
function keepView(map) {
  map.on("moveend", () => {
    const { lng, lat } = map.getCenter();
    history.replaceState(history.state, "", `#map=${map.getZoom().toFixed(2)}/${lat.toFixed(5)}/${lng.toFixed(5)}`);
  });
  window.addEventListener("hashchange", () => {
    const view = viewIn(location.hash);
    if (view) map.jumpTo(view);
  });
}

/** The room that the legend, the slider and the controls take at the edges, in pixels: what is shown at first lies clear of them. */
function clearOf(screen) {
  const side = screen.querySelector(".map-side").getBoundingClientRect();
  const days = screen.querySelector(".map-days")?.getBoundingClientRect().height ?? 0;
  const isNarrow = screen.clientWidth <= 760;
  const [start, end] = isNarrow ? [20, 20] : [side.width + 40, 64];
  const most = screen.clientHeight / 2 - 40; // on a very low window something has to lie under something
  return {
    top: Math.min(isNarrow ? side.height + 44 : 40, most),
    bottom: Math.min(days + (isNarrow ? 28 : 36), most),
    left: isRtl && !isNarrow ? end : start,
    right: isRtl && !isNarrow ? start : end,
  };
}

function firstView(screen) {
  const [west, south, east, north] = screen.dataset.bounds.split(",").map(Number);
  const padding = clearOf(screen);
  return viewIn(location.hash) ?? { bounds: [[west, south], [east, north]], fitBoundsOptions: { padding } };
}

function makeMap(canvas, screen) {
  const map = new GlMap({
    container: canvas,
    style: style(colours(), language.startsWith("ar") ? "name_ar" : "name", urlsOn(screen, screen.dataset.onDay)),
    ...firstView(screen),
    maxZoom: 20,
    dragRotate: false,
    attributionControl: false,
    locale: { "NavigationControl.ZoomIn": word("zoom_in"), "NavigationControl.ZoomOut": word("zoom_out"), "AttributionControl.ToggleAttribution": word("sources"), "Map.Title": word("map") },
  });
  map.touchZoomRotate.disableRotation();
  map.setMissingStyleImageResolver(async (name) => {
    const image = patternImage(name);
    if (image && !map.hasImage(name)) map.addImage(name, image, { pixelRatio: 2 });
  });
  const corner = isRtl ? "bottom-left" : "bottom-right"; // away from the legend
  map.addControl(new AttributionControl({ compact: true, customAttribution: "Natural Earth, GeoNames" }), corner);
  map.addControl(new NavigationControl({ showCompass: false }), corner);
  map.addControl(new ScaleControl(), corner);
  map.once("load", () => keepView(map));
  map.once("load", () => screen.querySelector(".maplibregl-ctrl-attrib")?.classList.remove("maplibregl-compact-show"));
  return map;
}

/** Resolves when everything that is in sight has been read and drawn, or when it is no longer asked for. */
function drawn(map, signal) {
  return new Promise((done) => {
    map.once("idle", done);
    signal.addEventListener("abort", done);
    map.triggerRepaint();
  });
}

/** Shows the sources of a day. A later day asked meanwhile wins; what cannot be read is left empty and told. */
function reader(map, screen) {
  let asked = new AbortController();
  let shown = urlsOn(screen, screen.dataset.onDay);
  const failed = screen.querySelector(".map-failed");
  const wait = screen.querySelector(".map-wait");
  map.on("error", ({ error, sourceId }) => {
    if (!SOURCES.includes(sourceId)) return;
    failed.hidden = false;
    console.warn(error);
  });

  async function fill(source, url, signal) {
    try {
      const answer = await fetch(url, { signal });
      if (!answer.ok) throw new Error(`${source}: ${answer.status}`);
      const data = await answer.json();
      if (!signal.aborted) map.getSource(source).setData(data);
    } catch (trouble) {
      if (signal.aborted) return;
      map.getSource(source).setData(EMPTY);
      failed.hidden = false;
      console.warn(trouble);
    }
  }

  function read(source, url, signal) {
    if (!layerOf(url)) return fill(source, url, signal);
    if (shown[source] !== url) map.getSource(source).setTiles([url]);
    return null;
  }

  return async (day) => {
    asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    const slow = setTimeout(() => { wait.hidden = false; }, 300);
    const urls = urlsOn(screen, day);
    if (Object.keys(urls).some((source) => urls[source] !== shown[source])) failed.hidden = true;
    await Promise.all(Object.entries(urls).map(([source, url]) => read(source, url, signal)));
    shown = urls;
    await drawn(map, signal);
    clearTimeout(slow);
    if (signal.aborted) return;
    wait.hidden = true;
    screen.dataset.shown = day; // tests and prints wait for this
  };
}

/** Asks for what the next day would show in sight, so that the server has it ready; at most once a day shown. */
function foresight(map, screen) {
  let asked = new AbortController();
  return (day) => {
    asked.abort();
    if (!day) return;
    asked = new AbortController();
    const { signal } = asked;
    const places = map.coveringTiles({ tileSize: 512, minzoom: 0, maxzoom: 17, roundZoom: false }).map((tile) => tile.canonical);
    for (const url of Object.values(urlsOn(screen, day)).filter(layerOf)) {
      if (layerOf(url) === "reports") continue; // drawn from near only
      for (const { z, x, y } of places) {
        fetch(url.replace("{z}", z).replace("{x}", x).replace("{y}", y), { signal, priority: "low" }).catch(() => {}); // only a help
      }
    }
  };
}

function startLegend(map, screen) {
  const chosen = new Set();
  const place = screen.querySelector("[data-legend-place]");
  place.addEventListener("click", (event) => {
    const button = event.target.closest("[data-status]");
    if (!button) return;
    const { status } = button.dataset;
    if (!chosen.delete(status)) chosen.add(status);
    press();
    show(map, chosen);
  });
  function press() {
    for (const each of place.querySelectorAll("[data-status]")) each.setAttribute("aria-pressed", String(chosen.has(each.dataset.status)));
  }
  return async (day) => {
    if (!screen.dataset.legendUrl) return;
    await window.htmx.ajax("GET", addressOf(screen.dataset.legendUrl, day), { target: place, swap: "innerHTML" });
    press();
  };
}

function startHistory(map, screen, dayShown) {
  const panel = screen.querySelector(".map-history");
  const spot = panel.querySelector("#spot");
  function close() {
    panel.hidden = true;
    screen.classList.remove("with-history");
    map.getSource("spot").setData(EMPTY);
    map.getCanvas().focus();
  }
  async function open({ lng, lat }) {
    if (!screen.dataset.spotUrl) return;
    map.getSource("spot").setData({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [lng, lat] } });
    const url = screen.dataset.spotUrl.replace(/\{lon\}|%7Blon%7D/i, lng.toFixed(7)).replace(/\{lat\}|%7Blat%7D/i, lat.toFixed(7));
    panel.hidden = false;
    screen.classList.add("with-history");
    await window.htmx.ajax("GET", addressOf(url, dayShown()), { target: spot, swap: "innerHTML" });
    spot.focus();
  }
  map.on("click", (event) => open(event.lngLat));
  map.getCanvas().addEventListener("keydown", (event) => { if (event.key === "Enter") open(map.getCenter()); });
  panel.querySelector(".map-close").addEventListener("click", close);
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  return open;
}

function keepInAddress(day, today) {
  const address = new URL(location.href);
  if (day === today) address.searchParams.delete("on_day");
  else address.searchParams.set("on_day", day);
  history.replaceState(history.state, "", address);
  document.dispatchEvent(new CustomEvent("firmground:day", { detail: { day, words: dayWords(day) } }));
}

async function start(screen) {
  await load("../vendor/pmtiles-4.5.0/pmtiles.js");
  addProtocol("pmtiles", new window.pmtiles.Protocol().tile);
  if (window.matchMedia("(max-width: 760px)").matches) screen.querySelector(".map-legend").open = false;
  window.addEventListener("beforeprint", () => { screen.querySelector(".map-legend").open = true; }); // no map on paper without its key
  const map = makeMap(screen.querySelector(".map-canvas"), screen);
  await new Promise((done) => map.once("style.load", done));
  addPatterns(map);
  const today = document.querySelector("[data-clocks]")?.dataset.today ?? screen.dataset.onDay;
  let day = screen.dataset.onDay;
  const read = reader(map, screen);
  const legend = startLegend(map, screen);
  const open = startHistory(map, screen, () => day);
  const foresee = foresight(map, screen);
  let days = null;
  const showDay = async (wanted) => {
    day = wanted;
    keepInAddress(day, today);
    await Promise.all([read(day), legend(day)]);
    if (day === wanted) foresee(days?.next(day));
  };
  startSearch(screen.querySelector("[data-map-search]"), {
    url: screen.dataset.searchUrl,
    onPlace: ({ lon, lat }) => { map.flyTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), 15), essential: true }); open({ lng: lon, lat }); },
  });
  const place = screen.querySelector(".map-days");
  if (place) {
    days = startDays(place, { onDay: showDay, today, wordsFor: dayWords, shown: day });
    document.addEventListener("firmground:step", (event) => { event.preventDefault(); days.step(event.detail.days); });
  }
  await read(day);
  window.firmgroundMap = map; // for whoever looks from the browser's console, and for tests
}

for (const screen of document.querySelectorAll("[data-map]")) {
  start(screen).catch((trouble) => {
    screen.querySelector(".map-failed").hidden = false;
    console.warn(trouble);
  });
}
