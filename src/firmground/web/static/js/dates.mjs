// How a day is written: in the page's language, day before month, Western digits as in the rest of the page.

const said = document.documentElement.lang || "en";
const locale = `${said === "en" ? "en-GB" : said}-u-nu-latn-ca-gregory`;
const full = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const short = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });

/** The language of the page as the browser's formats want it. */
export const LOCALE = locale;

/** Writes a day given as YYYY-MM-DD or as a Date at midnight UTC. */
export function dayWords(day) {
  return full.format(typeof day === "string" ? new Date(`${day}T00:00:00Z`) : day);
}

/** The same without the year, for axes. */
export function shortDay(day) {
  return short.format(day);
}
