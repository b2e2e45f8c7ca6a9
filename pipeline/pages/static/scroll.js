// All that was said in one language, scrolling: it follows the newest line until somebody scrolls back.

import { language, mark } from "./languages.js";
import { Transcript } from "./transcript.js";

const NEAR_PX = 48;

export class Scroll {
  constructor(tag) {
    this.transcript = new Transcript(400);
    this.lines = new Map();
    this.following = true;
    this.element = document.createElement("article");
    this.element.className = "column";
    this.name = mark(document.createElement("h2"), tag);
    this.name.textContent = language(tag).name;
    this.lag = document.createElement("span");
    this.lag.className = "lag";
    this.health = document.createElement("ul");
    this.health.className = "health";
    this.list = mark(document.createElement("ol"), tag);
    this.list.className = "said text";
    this.list.tabIndex = 0;
    this.list.setAttribute("aria-label", language(tag).english);
    this.newest = document.createElement("button");
    this.newest.className = "newest";
    this.newest.textContent = "Newest ↓";
    this.newest.hidden = true;
    this.newest.onclick = () => this.#follow();
    this.list.onscroll = () => this.#scrolled();
    const header = document.createElement("header");
    header.append(this.name, this.lag, this.health);
    this.element.append(header, this.list, this.newest);
  }

  take(message) {
    const segment = this.transcript.apply(message);
    if (!segment) return;
    for (const [key, line] of this.lines) {
      if (this.transcript.segments.has(key)) continue;
      line.remove();
      this.lines.delete(key);
    }
    if (this.transcript.segments.has(segment.key)) this.#write(segment);
    if (this.following) this.list.scrollTop = this.list.scrollHeight;
  }

  #write(segment) {
    let line = this.lines.get(segment.key);
    if (!line) {
      line = document.createElement("li");
      this.lines.set(segment.key, line);
      this.list.append(line);
    }
    const captions = Transcript.captions(segment);
    while (line.children.length > captions.length) line.lastChild.remove();
    captions.forEach(({ text, final }, index) => {
      const part = line.children[index] ?? line.appendChild(document.createElement("span"));
      part.className = final ? "part" : "part draft";
      const whole = text.replaceAll("\n", " ");
      if (part.textContent !== whole) part.textContent = whole;
    });
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.list;
    this.following = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    this.newest.hidden = this.following;
  }

  #follow() {
    this.list.scrollTop = this.list.scrollHeight;
    this.list.focus();
  }
}
