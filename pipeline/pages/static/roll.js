// Captions that roll: the last lines of a language stand still at the bottom, what is new comes in below.

import { mark } from "./languages.js";

const SHOWN = 16; // captions that are in the page: more than are seen, so that none vanishes while it rolls
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Roll {
  /** Fills `box`; `hold` ms after the last change the box is marked quiet. */
  constructor(box, tag, { hold = 0, drafts = true } = {}) {
    this.box = mark(box, tag);
    this.hold = hold;
    this.drafts = drafts;
    this.rows = document.createElement("div");
    this.rows.className = "rows";
    this.captions = new Map();
    this.timer = 0;
    box.classList.add("roll");
    box.append(this.rows);
  }

  /** Show the end of a transcript. */
  show(transcript) {
    const captions = transcript.last(SHOWN).filter((each) => each.final || this.drafts);
    const stood = this.rows.lastElementChild;
    const before = stood?.getBoundingClientRect().top;
    const gone = new Set(this.captions.keys());
    captions.forEach((caption, index) => {
      gone.delete(caption.id);
      this.#put(caption, index === captions.length - 1);
    });
    for (const id of gone) {
      this.captions.get(id).remove();
      this.captions.delete(id);
    }
    if (stood?.isConnected) this.#glide(before - stood.getBoundingClientRect().top);
    this.#wake();
  }

  clear() {
    this.rows.replaceChildren();
    this.captions.clear();
  }

  #put({ id, text, final }, last) {
    let caption = this.captions.get(id);
    if (!caption) {
      caption = document.createElement("p");
      this.captions.set(id, caption);
      this.rows.append(caption);
    }
    caption.className = final ? "caption" : "caption draft";
    const lines = text.split("\n");
    while (caption.children.length > lines.length) caption.lastChild.remove();
    lines.forEach((line, index) => {
      const row = caption.children[index] ?? caption.appendChild(document.createElement("span"));
      row.className = "line";
      if (row.textContent !== line) row.textContent = line;
    });
    // A draft that takes a line back leaves its place free: what stands above it must not fall down again.
    const most = last ? Math.max(lines.length, Number(caption.dataset.most ?? 0)) : lines.length;
    caption.dataset.most = most;
    caption.style.setProperty("--most", most);
  }

  /** What stood is seen to move up by what came in. */
  #glide(by) {
    if (still.matches || by <= 0 || by > this.box.offsetHeight) return;
    this.rows.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], {
      duration: 160,
      easing: "ease-out",
    });
  }

  #wake() {
    clearTimeout(this.timer);
    this.box.classList.remove("quiet");
    if (this.hold) this.timer = setTimeout(() => this.box.classList.add("quiet"), this.hold);
  }
}
