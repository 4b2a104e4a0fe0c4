// The few words that scripts write themselves. They are translated by the page: <script type="application/json"
// id="words"> in the shell, through gettext like everything else.

const said = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

/** Returns the page's word for a key; a key without a word shows itself, so that a test sees it. */
export function word(key) {
  return said[key] ?? key;
}
