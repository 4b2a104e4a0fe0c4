// The statuses as the map draws them: colour, how it fills, how it is outlined. The same as looks.md, tokens.css and
// img/patterns.svg; tests compare the three.

const TILE = 16; // CSS pixels; drawn twice as fine

/** fill: flat (opacity), hatch (an image) or none; the outline's width in CSS pixels. */
export const STATUSES = {
  surveyed: { colour: "#8A8F92", fill: "none", outline: 1 },
  cancelled: { colour: "#AAB6BF", fill: "flat", opacity: 0.35, outline: 1 },
  reduced: { colour: "#8ADDEE", fill: "flat", opacity: 0.45, outline: 1 },
  cleared: { colour: "#33BF90", fill: "flat", opacity: 0.5, outline: 1 },
  sha: { colour: "#F0831E", fill: "hatch", outline: 1.5 },
  cha: { colour: "#A83200", fill: "hatch", outline: 3 },
  restricted: { colour: "#4F2875", fill: "hatch", outline: 1.5 },
  concealed: { colour: "#A83200", fill: "hatch", outline: 3 },
};
export const ACCEPTED = "#0A7C93";
export const ACTIVITY = "#3A6EA5";

function rising(pen, step) {
  for (let from = -TILE; from <= 2 * TILE; from += step) {
    pen.moveTo(from - TILE, 2 * TILE);
    pen.lineTo(from + 2 * TILE, -TILE);
  }
}

function falling(pen, step) {
  for (let from = -TILE; from <= 2 * TILE; from += step) {
    pen.moveTo(from - TILE, -TILE);
    pen.lineTo(from + 2 * TILE, 2 * TILE);
  }
}

function lines(colour, width, ...drawn) {
  return (pen) => {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.beginPath();
    for (const [draw, step] of drawn) draw(pen, step);
    pen.stroke();
  };
}

function dots(pen) {
  pen.fillStyle = ACCEPTED;
  for (const [across, down] of [[4, 4], [12, 4], [0, 8], [8, 8], [16, 8], [4, 12], [12, 12]]) {
    pen.beginPath();
    pen.arc(across, down, 1.25, 0, 2 * Math.PI);
    pen.fill();
  }
}

const IMAGES = {
  "pattern-sha": lines(STATUSES.sha.colour, 3, [rising, 16]),
  "pattern-cha": lines(STATUSES.cha.colour, 2.5, [rising, 8]),
  "pattern-restricted": lines(STATUSES.restricted.colour, 2, [rising, 16], [falling, 16]),
  "pattern-concealed": lines(STATUSES.concealed.colour, 2.5, [rising, 8]),
  "pattern-accepted": dots,
};

/** Draws one pattern as a seamless tile; null for a name that is no pattern. */
export function patternImage(name, ratio = 2) {
  const draw = IMAGES[name];
  if (!draw) return null;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = TILE * ratio;
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  draw(pen);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

/** Gives a MapLibre map every pattern; to be called before a layer uses one, else single tiles stay empty. */
export function addPatterns(map, ratio = 2) {
  for (const name of Object.keys(IMAGES)) {
    if (!map.hasImage(name)) map.addImage(name, patternImage(name, ratio), { pixelRatio: ratio });
  }
}
