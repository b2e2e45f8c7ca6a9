// The studio's languages: those of the stream, what to add, what to take away; applied together.

import { ask } from "./api.js";
import { all, language, mark } from "./languages.js";

const part = (id) => document.getElementById(id);
const isSource = (tag) => tag.startsWith("zh");

export class LanguagesDesk {
  constructor() {
    this.now = [];
    this.wanted = null; // null: as they are
    part("add-language").onclick = () => this.#want([...this.#shown, part("more").value]);
    part("apply").onclick = () => this.#apply();
  }

  /** The languages that the stream has. */
  speak(languages) {
    if (languages.join() === this.now.join()) return;
    this.now = languages;
    this.#draw();
  }

  get #shown() {
    return this.wanted ?? this.now;
  }

  #want(languages) {
    this.wanted = languages.join() === this.now.join() ? null : languages;
    this.#say("");
    this.#draw();
  }

  #draw() {
    const shown = this.#shown;
    part("chips").replaceChildren(...shown.map((tag) => this.#chip(tag)));
    const others = all().filter((tag) => !shown.includes(tag));
    part("more").replaceChildren(
      ...others.map((tag) => {
        const { name, english } = language(tag);
        const option = new Option(name === english ? name : `${name} · ${english}`, tag);
        option.lang = tag;
        return option;
      }),
    );
    part("apply").disabled = this.wanted === null;
  }

  #chip(tag) {
    const chip = document.createElement("li");
    const name = mark(document.createElement("span"), tag);
    name.textContent = language(tag).name;
    chip.append(name);
    if (isSource(tag) && this.#shown.filter(isSource).length === 1) {
      chip.className = "source";
      return chip;
    }
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", `Remove ${language(tag).english}`);
    remove.onclick = () => {
      this.#want(this.#shown.filter((each) => each !== tag));
      part("more").focus();
    };
    chip.append(remove);
    return chip;
  }

  async #apply() {
    part("apply").disabled = true;
    try {
      await ask("", { method: "PATCH", json: { languages: this.wanted } });
      this.now = this.wanted;
      this.wanted = null;
      this.#say("Applied.");
    } catch (error) {
      this.#say(error.message, true);
    }
    this.#draw();
  }

  #say(text, bad = false) {
    part("applied").textContent = text;
    part("applied").classList.toggle("bad", bad);
  }
}
