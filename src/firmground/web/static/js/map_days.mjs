// The day slider over a small bar chart: drag, step, play. It only says which day is wanted; map.mjs shows it.

const PAUSE_MS = 700;

function drawBars(svg, days) {
  const top = Math.max(...days.map((day) => day.value ?? 0), 1e-9);
  svg.setAttribute("viewBox", `0 0 ${days.length} 100`);
  const bars = days.map((day, index) => {
    const bar = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const height = (100 * (day.value ?? 0)) / top;
    for (const [key, value] of Object.entries({ x: index + 0.1, width: 0.8, y: 100 - height, height })) bar.setAttribute(key, value);
    return bar;
  });
  svg.replaceChildren(...bars);
  return bars;
}

/**
 * Starts the slider. Its stops are the days and, where today lies after them, today.
 * Returns step(days), stop() and next(day), the stop after a day or nothing; onDay is called with the day wanted, YYYY-MM-DD, and may return a promise: playing
 * waits for it, so that no day is passed over.
 */
export function startDays(place, { onDay, today, wordsFor, shown }) {
  const days = JSON.parse(place.querySelector("#map-days").textContent);
  if (today > days.at(-1).day) days.push({ day: today, value: 0 });
  const slider = place.querySelector("input[type='range']");
  const words = place.querySelector("output");
  const play = place.querySelector("[data-day-play]");
  const bars = drawBars(place.querySelector("svg.map-days-bars"), days);
  let playing = false;

  slider.max = String(days.length - 1);
  const found = days.findIndex((day) => day.day >= shown);
  slider.value = String(found < 0 ? days.length - 1 : found);

  function say() {
    const index = Number(slider.value);
    words.textContent = wordsFor(days[index].day);
    slider.setAttribute("aria-valuetext", words.textContent);
    for (const [at, bar] of bars.entries()) bar.setAttribute("class", at === index ? "shown" : at > index ? "later" : "");
  }

  function go(index) {
    slider.value = String(Math.min(Math.max(index, 0), days.length - 1));
    say();
    return onDay(days[Number(slider.value)].day);
  }

  function stop() {
    playing = false;
    play.setAttribute("aria-pressed", "false");
  }

  async function run() {
    if (Number(slider.value) >= days.length - 1) await go(0);
    while (playing && Number(slider.value) < days.length - 1) {
      await Promise.all([go(Number(slider.value) + 1), new Promise((done) => setTimeout(done, PAUSE_MS))]);
    }
    stop();
  }

  slider.addEventListener("input", () => { stop(); go(Number(slider.value)); });
  play.addEventListener("click", () => {
    if (playing) return stop();
    playing = true;
    play.setAttribute("aria-pressed", "true");
    return run();
  });
  for (const button of place.querySelectorAll("[data-day-step]")) {
    button.addEventListener("click", () => { stop(); go(Number(slider.value) + Number(button.dataset.dayStep)); });
  }
  say();
  const next = (day) => days[days.findIndex((one) => one.day === day) + 1]?.day;
  return { stop, next, step: (by) => { stop(); return go(Number(slider.value) + by); } };
}
