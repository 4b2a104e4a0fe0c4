// The map's style: a basemap from local files, then ground, activity, roads, points, concealed hazards and names, in
// the order in which they are drawn. Activity is only ever an outline; concealed hazards lie over all ground and are never
// filtered.

import { ACCEPTED, ACTIVITY, STATUSES } from "./patterns.mjs";

const VENDOR = new URL("../vendor/", import.meta.url).href;
const BASEMAP = `pmtiles://${VENDOR}basemap-1/`;
const EMPTY = { type: "FeatureCollection", features: [] };
const FONT = ["Noto Sans"];

/** Our own sources, by name; each is read from the address in data-<name>-url: tiles where it holds {z}, else GeoJSON. */
export const SOURCES = ["ground", "activity", "roads", "points", "concealed", "boundary", "reports"];
/** Single reports of work are read and drawn from this zoom on: from further off they cannot be told apart. */
const NEAR_ZOOM = 14;
/** Tiles of a larger zoom are not asked for: 8 cm a unit there. */
const MOST_ZOOM = 17;

const FLAT = Object.keys(STATUSES).filter((status) => STATUSES[status].fill === "flat");
const HATCHED = ["sha", "cha", "restricted"];

function face(file, ...ranges) {
  return { url: `${VENDOR}${file}`, "unicode-range": ranges };
}

function match(property, of, otherwise) {
  const pairs = Object.entries(STATUSES).flatMap(([status, look]) => [status, of(look)]);
  return ["match", ["get", property], ...pairs, otherwise];
}

function among(statuses) {
  return ["in", ["get", "status"], ["literal", statuses]];
}

function tiles(file) {
  return { type: "vector", url: `${BASEMAP}${file}.pmtiles` };
}

const IS_TOWN = ["==", ["get", "kind"], "town"];
const LARGE_ENOUGH = [">=", ["get", "population"], ["step", ["zoom"], 1_000_000, 5, 300_000, 6, 100_000, 7, 0]];

function basemap(colours) {
  const dot = { "circle-radius": 2.5, "circle-color": colours.paper, "circle-stroke-color": colours.soft, "circle-stroke-width": 1 };
  return [
    { id: "water", type: "background", paint: { "background-color": colours.water } },
    { id: "land", type: "fill", source: "countries", "source-layer": "countries", paint: { "fill-color": colours.paper, "fill-antialias": false } },
    { id: "borders", type: "line", source: "countries", "source-layer": "countries", paint: { "line-color": colours.line, "line-width": 1 } },
    { id: "town-dots", type: "circle", source: "towns", "source-layer": "towns", minzoom: 8, paint: dot },
    { id: "place-dots", type: "circle", source: "places", "source-layer": "places", minzoom: 4, filter: ["all", IS_TOWN, LARGE_ENOUGH], paint: dot },
  ];
}

function names(colours, name) {
  const text = { "text-font": FONT, "text-field": ["coalesce", ["get", name], ["get", "name"]] };
  const ink = { "text-color": colours.soft, "text-halo-color": colours.paper, "text-halo-width": 1.5 };
  const beside = { ...text, "text-size": 12, "text-anchor": "bottom", "text-offset": [0, -0.4] };
  return [
    { id: "town-names", type: "symbol", source: "towns", "source-layer": "towns", minzoom: 8.5, layout: beside, paint: ink },
    { id: "place-names", type: "symbol", source: "places", "source-layer": "places", minzoom: 4, filter: ["all", IS_TOWN, LARGE_ENOUGH], layout: { ...beside, "symbol-sort-key": ["-", 0, ["get", "population"]] }, paint: ink },
    { id: "country-names", type: "symbol", source: "places", "source-layer": "places", maxzoom: 7, filter: ["==", ["get", "kind"], "country"], layout: { ...text, "text-size": 15, "text-max-width": 7, "text-letter-spacing": name === "name_ar" ? 0 : 0.08 }, paint: { ...ink, "text-color": colours.ink } },
  ];
}

function ground() {
  const outline = ["case", ["to-boolean", ["get", "accepted"]], ACCEPTED, match("status", (look) => look.colour, "#8A8F92")];
  return [
    { id: "ground-flat", type: "fill", source: "ground", filter: among(FLAT), paint: { "fill-color": match("status", (look) => look.colour, "#000000"), "fill-opacity": match("status", (look) => look.opacity ?? 0, 0) } },
    { id: "ground-accepted", type: "fill", source: "ground", filter: ["to-boolean", ["get", "accepted"]], paint: { "fill-pattern": "pattern-accepted" } },
    { id: "ground-hatch", type: "fill", source: "ground", filter: among(HATCHED), paint: { "fill-pattern": ["concat", "pattern-", ["get", "status"]] } },
    { id: "ground-outline", type: "line", source: "ground", filter: among(Object.keys(STATUSES)), paint: { "line-color": outline, "line-width": match("status", (look) => look.outline, 1) } },
    { id: "ground-reopened", type: "line", source: "ground", filter: ["to-boolean", ["get", "reopened"]], paint: { "line-color": "#FFFFFF", "line-width": 2, "line-offset": 3 } },
  ];
}

function byZoom(...stops) {
  return ["interpolate", ["linear"], ["zoom"], ...stops];
}

/** Roads checked are a fine dotted line, like no outline of ground: it says where people went, and opens nothing. */
function roads(colours) {
  const isRoad = (...states) => ["in", ["get", "state"], ["literal", states]];
  const dots = ["step", ["zoom"], ["literal", [1, 1]], 13.5, ["literal", [0, 2]]];
  return [
    { id: "roads-checked", type: "line", source: "roads", filter: isRoad("checked"), layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": ACTIVITY, "line-opacity": byZoom(11, 0.6, 14, 0.9), "line-width": byZoom(9, 0.8, 11, 1.1, 13, 1.4, 16, 3.5), "line-dasharray": dots } },
    { id: "roads-assessed", type: "line", source: "roads", filter: isRoad("assessed", "verified"), paint: { "line-color": colours.soft, "line-width": byZoom(9, 1.5, 14, 3), "line-dasharray": [4, 1] } },
    { id: "roads-cleared", type: "line", source: "roads", filter: isRoad("cleared"), paint: { "line-color": STATUSES.cleared.colour, "line-width": byZoom(9, 2, 14, 4) } },
    { id: "roads-closed", type: "line", source: "roads", filter: isRoad("closed"), paint: { "line-color": STATUSES.cha.colour, "line-width": byZoom(9, 3, 14, 5) } },
  ];
}

/** Work as outlines, never as a fill: single reports when near, the whole as one line, what the day has added as a stronger one. */
function activity() {
  const line = (id, source, paint, more) => ({ id, type: "line", source, layout: { "line-join": "round" }, paint: { "line-color": ACTIVITY, ...paint }, ...more });
  return [
    line("reports", "reports", { "line-width": 0.75, "line-opacity": 0.7 }, { minzoom: NEAR_ZOOM }),
    line("activity", "activity", { "line-width": byZoom(9, 1, 13, 1.75, 16, 2), "line-dasharray": [4, 2.5] }, { filter: ["!", ["to-boolean", ["get", "of_day"]]] }),
    line("activity-day", "activity", { "line-width": byZoom(9, 1.5, 12, 2.25, 14, 3.5, 16, 4), "line-dasharray": [3, 1] }, { filter: ["to-boolean", ["get", "of_day"]] }),
  ];
}

function boundary(colours) {
  const name = { "text-font": FONT, "text-field": ["coalesce", ["get", "name"], ""], "text-size": 12, "text-anchor": "bottom", "text-offset": [0, -0.3], "text-max-width": 24 };
  return [
    { id: "boundary", type: "line", source: "boundary", filter: ["==", ["geometry-type"], "Polygon"], paint: { "line-color": colours.soft, "line-width": byZoom(9, 0.75, 14, 1.25), "line-opacity": 0.7 } },
    { id: "boundary-name", type: "symbol", source: "boundary", maxzoom: 13.5, filter: ["has", "name"], layout: name, paint: { "text-color": colours.soft, "text-halo-color": colours.paper, "text-halo-width": 1.5 } },
  ];
}

function numbers(colours) {
  const text = { "text-font": FONT, "text-field": ["coalesce", ["get", "number"], ""], "text-size": 12 };
  const paint = { "text-color": colours.ink, "text-halo-color": colours.paper, "text-halo-width": 2 };
  return [
    { id: "ground-numbers", type: "symbol", source: "ground", minzoom: 13, filter: ["all", among(HATCHED), ["!", ["to-boolean", ["get", "unmapped"]]]], layout: text, paint },
    { id: "points-names", type: "symbol", source: "points", minzoom: 13, layout: { ...text, "text-offset": [0, 1.2], "text-anchor": "top" }, paint },
  ];
}

function others(colours) {
  return [
    ...boundary(colours),
    ...roads(colours),
    ...activity(),
    { id: "points", type: "circle", source: "points", paint: { "circle-radius": 8, "circle-opacity": 0.85, "circle-color": colours.paper, "circle-stroke-width": 3, "circle-stroke-color": match("status", (look) => look.colour, colours.soft) } },
    ...numbers(colours),
    { id: "concealed", type: "fill", source: "concealed", paint: { "fill-pattern": "pattern-concealed" } },
    { id: "concealed-outline", type: "line", source: "concealed", paint: { "line-color": STATUSES.concealed.colour, "line-width": STATUSES.concealed.outline } },
    { id: "spot", type: "circle", source: "spot", paint: { "circle-radius": 7, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": colours.ink, "circle-stroke-width": 3 } },
  ];
}

/** Returns an address in full, on a day where one is said; the other clock is in it already where the page was asked with it. */
export function addressOf(url, day) {
  const address = new URL(url, location.href);
  if (day) address.searchParams.set("on_day", day);
  return address.href.replaceAll("%7B", "{").replaceAll("%7D", "}"); // of tiles: {z}, {x} and {y} stand for numbers
}

/** Returns the name of the layer in the tiles of an address; nothing where it is no address of tiles. */
export function layerOf(url) {
  return /([^/]+)\/\{z\}\/\{x\}\/\{y\}/.exec(url ?? "")?.[1];
}

/** Returns a source for an address; one of GeoJSON begins empty. */
export function sourceOf(url) {
  if (layerOf(url)) return { type: "vector", tiles: [url], maxzoom: MOST_ZOOM };
  return { type: "geojson", data: EMPTY, tolerance: 0.1 };
}

/** Returns a layer that reads the right layer of its source's tiles. */
export function inTiles(layer, url) {
  const name = layerOf(url);
  return name ? { ...layer, "source-layer": name } : layer;
}

/** Returns the whole style. colours: ink, soft, paper, line, water; name: the property that holds names; urls: the address of each of our sources that there is. */
export function style(colours, name, urls = {}) {
  const own = Object.fromEntries([...SOURCES, "spot"].map((source) => [source, sourceOf(urls[source])]));
  const ours = [...ground(), ...others(colours)].map((layer) => inTiles(layer, urls[layer.source]));
  return {
    version: 8,
    "font-faces": {
      "Noto Sans": [
        face("noto-sans-arabic-web-5.3.0/noto-sans-arabic-arabic-400-normal.woff2", "U+0600-06FF", "U+0750-077F", "U+08A0-08FF", "U+FB50-FDFF", "U+FE70-FEFF"),
        face("noto-sans-web-5.3.0/noto-sans-cyrillic-400-normal.woff2", "U+0400-045F"),
        face("noto-sans-web-5.3.0/noto-sans-latin-ext-400-normal.woff2", "U+0100-02AF", "U+1E00-1EFF"),
        face("noto-sans-web-5.3.0/noto-sans-latin-400-normal.woff2", "U+0-FF", "U+2000-206F"),
      ],
    },
    sources: { countries: tiles("countries"), places: tiles("places"), towns: tiles("towns"), ...own },
    layers: [...basemap(colours), ...ours, ...names(colours, name)],
  };
}

/** Shows only ground and points of these statuses, or all of them where none is chosen; activity is a line of its own. */
export function show(map, chosen) {
  const ids = ["ground-flat", "ground-accepted", "ground-hatch", "ground-outline", "ground-reopened", "ground-numbers", "points", "points-names"];
  for (const id of ids) {
    const layer = map.getLayer(id);
    layer.metadata ??= { always: map.getFilter(id) ?? true };
    const { always } = layer.metadata;
    map.setFilter(id, chosen.size ? ["all", always, among([...chosen])] : always === true ? null : always);
  }
  const seen = !chosen.size || chosen.has("activity") ? "visible" : "none";
  for (const id of ["reports", "activity", "activity-day"]) map.setLayoutProperty(id, "visibility", seen);
}
