// How languages are called and which way they run.

import { ROOT } from "./place.js";

let table = {};

export async function load() {
  const answer = await fetch(new URL("static/languages.json", ROOT));
  if (answer.ok) table = await answer.json();
}

/** A language by its tag; one that the server does not list is called by its tag. */
export function language(tag) {
  return { tag, name: tag, english: tag, rtl: false, ...table[tag] };
}

export const all = () => Object.keys(table);

/** Mark an element as of a language: fonts, line height and direction follow. */
export function mark(element, tag) {
  element.lang = tag;
  element.dir = language(tag).rtl ? "rtl" : "ltr";
  return element;
}

/** Of `offered` the tag that suits a reader best: as `wished` in order, by the whole tag, then by its language. */
export function best(offered, wished) {
  for (const wish of wished) {
    const lower = wish.toLowerCase();
    const script = /^zh-(tw|hk|mo|hant)/.test(lower) ? "zh-hant" : /^zh/.test(lower) ? "zh-hans" : lower;
    const found =
      offered.find((tag) => tag.toLowerCase() === lower) ??
      offered.find((tag) => tag.toLowerCase().startsWith(script)) ??
      offered.find((tag) => !/^zh/.test(lower) && tag.toLowerCase().split("-")[0] === lower.split("-")[0]);
    if (found) return found;
  }
  return null;
}
