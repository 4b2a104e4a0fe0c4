// The progress curve: bars per day on the left scale, the running total as a line on the right one. Time runs from left
// to right in every language; the same numbers stand as a table below.

import { LOCALE, dayWords, shortDay } from "./dates.mjs";
import { load } from "./scripts.mjs";
import { word } from "./words.mjs";

function numberWords(decimals) {
  return new Intl.NumberFormat(LOCALE, { maximumFractionDigits: decimals ?? 0 });
}

/** Returns a round number not below the largest value, so that both scales share their grid lines. */
export function roundUp(value) {
  if (!(value > 0)) return 1;
  const size = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((step) => step * size).find((step) => step >= value * 0.9999);
}

function keys(chart) {
  const place = document.createElement("p");
  place.className = "chart-keys";
  for (const [label, name] of [[chart.day_label, "chart-key"], [chart.running_label, "chart-key chart-key-running"]]) {
    const key = document.createElement("span");
    key.className = name;
    key.dir = "auto";
    key.textContent = `${label} (${chart.unit})`;
    place.append(key);
  }
  return place;
}

function options(chart, width) {
  const { Plot } = window;
  const numbers = numberWords(chart.decimals);
  const points = chart.points.map((point) => ({ ...point, day: new Date(`${point.day}T00:00:00Z`) }));
  const days = points.map((point) => ({ ...point, from: new Date(+point.day - 43_200_000), to: new Date(+point.day + 43_200_000) }));
  const topDay = roundUp(Math.max(...points.map((point) => point.value)));
  const topRunning = roundUp(Math.max(...points.map((point) => point.running)));
  const scaled = (value) => (value / topRunning) * topDay;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => share * topDay);
  const compact = width < 520;
  return {
    className: "chart-plot",
    width,
    height: compact ? 240 : 300,
    marginLeft: 56,
    marginRight: 64,
    marginTop: 28,
    style: { fontSize: "13px" },
    x: { type: "utc", label: null, ticks: compact ? 3 : 7, tickFormat: shortDay },
    y: { domain: [0, topDay], label: null },
    marks: [
      Plot.gridY(ticks),
      Plot.axisY(ticks, { anchor: "left", tickFormat: (value) => numbers.format(value), tickSize: 0 }),
      Plot.axisY(ticks, { anchor: "right", tickFormat: (value) => numbers.format((value / topDay) * topRunning), tickSize: 0 }),
      Plot.rectY(days, { x1: "from", x2: "to", y: "value", fill: "var(--accent)", fillOpacity: 0.55, insetLeft: 0.5, insetRight: 0.5 }),
      Plot.lineY(points, { x: "day", y: (point) => scaled(point.running), stroke: "var(--ink)", strokeWidth: 2, curve: "step-after" }),
      Plot.ruleX(chart.marks ?? [], { x: (mark) => new Date(`${mark.day}T00:00:00Z`), stroke: "var(--ink-soft)", strokeDasharray: "3 3" }),
      Plot.text(chart.marks ?? [], { x: (mark) => new Date(`${mark.day}T00:00:00Z`), frameAnchor: "top", dy: -14, text: "word" }),
      Plot.ruleY([0]),
      Plot.tip(points, Plot.pointerX({
        x: "day",
        y: "value",
        fill: "var(--raised)",
        stroke: "var(--line-strong)",
        title: (point) => `${dayWords(point.day)}\n${chart.day_label}: ${numbers.format(point.value)} ${chart.unit}\n${chart.running_label}: ${numbers.format(point.running)} ${chart.unit}`,
      })),
    ],
  };
}

function draw(figure, chart) {
  const place = figure.querySelector(".chart-place");
  place.hidden = false;
  const width = Math.max(280, place.clientWidth - 16);
  const drawn = window.Plot.plot(options(chart, width));
  for (const style of drawn.querySelectorAll("style")) style.remove(); // the stylesheet says it: no inline styles
  for (const part of drawn.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label"); // the picture has one name
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", `${chart.title} (${word("value")}, ${word("running")})`);
  place.replaceChildren(keys(chart), drawn);
}

async function start(figure) {
  const chart = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  if (!chart.points.length) return;
  await load("../vendor/d3-7.9.2/d3.min.js");
  await load("../vendor/plot-0.6.17/plot.umd.min.js");
  draw(figure, chart);
  let width = figure.clientWidth;
  new ResizeObserver(() => {
    if (Math.abs(figure.clientWidth - width) < 8) return;
    width = figure.clientWidth;
    draw(figure, chart);
  }).observe(figure);
}

for (const figure of document.querySelectorAll("[data-chart]:not([data-drawn])")) {
  figure.dataset.drawn = "yes";
  start(figure).catch((trouble) => {
    figure.querySelector(".chart-table").open = true; // the table says the same
    console.warn(trouble);
  });
}
