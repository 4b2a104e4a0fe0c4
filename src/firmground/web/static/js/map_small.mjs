// A small map: the shapes of one record over the ground that is known around it. See templates/components/map_small.html.

import { AttributionControl, LngLatBounds, Map as GlMap, NavigationControl, ScaleControl, addProtocol } from "../vendor/maplibre-gl-6.17.0/maplibre-gl.mjs";
import { addressOf, style } from "./map_style.mjs";
import { addPatterns, patternImage } from "./patterns.mjs";
import { load } from "./scripts.mjs";
import { word } from "./words.mjs";

const EMPTY = { type: "FeatureCollection", features: [] };

function colours() {
  const said = getComputedStyle(document.documentElement);
  const of = (name) => said.getPropertyValue(name).trim();
  return Object.fromEntries(["ink", "soft", "paper", "line", "water"].map((name) => [name, of(`--map-${name}`)]));
}

function addShapes(map, shapes, { ink, paper }) {
  const isLeft = ["to-boolean", ["get", "left"]];
  const hasLeft = shapes.features.some((one) => one.properties.left);
  map.addSource("shapes", { type: "geojson", data: shapes });
  map.addLayer({ id: "shapes-halo", type: "line", source: "shapes", paint: { "line-color": paper, "line-width": 6 } });
  map.addLayer({ id: "shapes", type: "line", source: "shapes", filter: ["!", isLeft], paint: hasLeft ? { "line-color": ink, "line-width": 1.5, "line-dasharray": [3, 2] } : { "line-color": ink, "line-width": 3 } });
  map.addLayer({ id: "shapes-left", type: "line", source: "shapes", filter: isLeft, paint: { "line-color": ink, "line-width": 3 } });
  map.addLayer({ id: "shapes-points", type: "circle", source: "shapes", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 8, "circle-color": paper, "circle-stroke-color": ink, "circle-stroke-width": 3 } });
}

/** Resolves when the ground in sight is drawn; told where some of it cannot be read. */
function drawn(map, place) {
  map.on("error", ({ sourceId }) => { if (sourceId === "ground") place.querySelector(".map-failed").hidden = false; });
  return new Promise((done) => {
    map.once("idle", done);
    map.triggerRepaint();
  });
}

async function start(place) {
  await load("../vendor/pmtiles-4.5.0/pmtiles.js");
  addProtocol("pmtiles", new window.pmtiles.Protocol().tile);
  const [west, south, east, north] = place.dataset.bounds.split(",").map(Number);
  const shapes = JSON.parse(document.getElementById(place.dataset.shapes).textContent) ?? EMPTY;
  const url = place.dataset.groundUrl;
  const ground = url ? { ground: addressOf(url) } : {};
  const map = new GlMap({
    container: place.querySelector(".map-canvas"),
    style: style(colours(), document.documentElement.lang.startsWith("ar") ? "name_ar" : "name", ground),
    bounds: new LngLatBounds([west, south], [east, north]),
    fitBoundsOptions: { padding: 24, maxZoom: 17 },
    maxZoom: 20,
    dragRotate: false,
    cooperativeGestures: false,
    attributionControl: false,
    locale: { "NavigationControl.ZoomIn": word("zoom_in"), "NavigationControl.ZoomOut": word("zoom_out"), "AttributionControl.ToggleAttribution": word("sources"), "Map.Title": word("map") },
  });
  map.scrollZoom.disable(); // the page scrolls, not the map
  map.setMissingStyleImageResolver(async (name) => {
    const image = patternImage(name);
    if (image && !map.hasImage(name)) map.addImage(name, image, { pixelRatio: 2 });
  });
  map.addControl(new AttributionControl({ compact: true, customAttribution: "Natural Earth, GeoNames" }), "bottom-right");
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl(), "bottom-left");
  await new Promise((done) => map.once("style.load", done));
  place.querySelector(".maplibregl-ctrl-attrib")?.classList.remove("maplibregl-compact-show");
  addPatterns(map);
  addShapes(map, shapes, colours());
  await drawn(map, place);
  place.dataset.drawn = "yes"; // tests wait for this
}

for (const place of document.querySelectorAll("[data-map-small]")) {
  start(place).catch((trouble) => {
    place.querySelector(".map-failed").hidden = false;
    console.warn(trouble);
  });
}
