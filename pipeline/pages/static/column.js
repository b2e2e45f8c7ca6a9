// One language of the live text: its name, how late it is, its rolling lines.

import { language, mark } from "./languages.js";
import { Roll } from "./roll.js";
import { seconds } from "./said.js";
import { Transcript } from "./transcript.js";

const QUIET_MS = 12_000;

export class Column {
  constructor(tag) {
    this.transcript = new Transcript();
    this.element = mark(document.createElement("article"), tag);
    this.element.className = "column";
    const name = document.createElement("h2");
    name.textContent = language(tag).name;
    this.lag = mark(document.createElement("span"), "en");
    this.lag.className = "lag";
    const header = document.createElement("header");
    header.append(name, this.lag);
    const box = document.createElement("div");
    box.setAttribute("aria-hidden", "true"); // rolls too fast to be read out: finished captions are said elsewhere
    this.element.append(header, box);
    this.roll = new Roll(box, tag, { hold: QUIET_MS });
  }

  get empty() {
    return !this.transcript.segments.size;
  }

  /** Whether the message changed anything. */
  take(message) {
    const changed = this.transcript.apply(message) !== null;
    if (changed) this.roll.show(this.transcript);
    return changed;
  }

  /** How the language is, as the server says; undefined where it says nothing. */
  tell(health) {
    const lag = Number.isFinite(health?.lag_s) ? `${seconds(health.lag_s)} behind` : "";
    this.lag.textContent = health?.failing ? "no translation at the moment" : lag;
  }
}
