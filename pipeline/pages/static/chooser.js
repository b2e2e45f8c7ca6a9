// The menu of languages of the live text: those that the stream has, a few of them at once.

import { language, mark } from "./languages.js";

const MOST = 4;

/** Calls `chosen(tags)` when the viewer changes something. */
export class Chooser {
  constructor(menu, chosen) {
    this.menu = menu;
    this.list = menu.querySelector(".list");
    this.summary = menu.querySelector("summary");
    this.names = menu.querySelector("summary span");
    this.chosen = chosen;
    this.offered = [];
    this.tags = [];
    addEventListener("click", ({ target }) => {
      if (!menu.contains(target)) menu.open = false;
    });
    menu.onkeydown = ({ key }) => {
      if (key !== "Escape") return;
      menu.open = false;
      this.summary.focus();
    };
  }

  /** The languages that there are; returns whether they are others than before. */
  offer(tags) {
    if (tags.join() === this.offered.join()) return false;
    this.offered = tags;
    this.#draw();
    return true;
  }

  /** Choose, as a viewer would; returns what is chosen now. */
  choose(tags) {
    this.tags = tags.slice(0, MOST);
    this.#draw();
    return this.tags;
  }

  #draw() {
    const tags = [...new Set([...this.offered, ...this.tags])];
    this.list.replaceChildren(...tags.map((tag) => this.#choice(tag)));
    this.names.textContent = this.tags.map((tag) => language(tag).name).join(", ") || "choose";
  }

  #choice(tag) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    const name = mark(document.createElement("span"), tag);
    box.type = "checkbox";
    box.value = tag;
    box.checked = this.tags.includes(tag);
    box.disabled = !box.checked && this.tags.length >= MOST;
    box.onchange = () => {
      this.chosen(box.checked ? [...this.tags, tag] : this.tags.filter((each) => each !== tag));
      this.list.querySelector(`input[value="${CSS.escape(tag)}"]`)?.focus();
    };
    name.textContent = language(tag).name;
    label.append(box, name);
    return label;
  }
}
