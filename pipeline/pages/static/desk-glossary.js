// The studio's glossary: two tables, the show's and that of the item on sale, as rows or as text.

import { ask } from "./api.js";
import { KEEP, format, parse } from "./glossary.js";
import { language } from "./languages.js";

const HINTS = {
  show: "Terms of this show. They count from the next line on.",
  item: "Terms of what is on sale now. They count before the show's.",
};

const part = (id) => document.getElementById(id);

export class GlossaryDesk {
  constructor() {
    this.kind = "show";
    this.table = parse("");
    this.languages = [];
    this.asText = false;
    part("tab-show").onclick = () => this.open("show");
    part("tab-item").onclick = () => this.open("item");
    part("as-text").onclick = () => this.#toggle();
    part("add-term").onclick = () => this.#add();
    part("save").onclick = () => this.#save();
    part("text").oninput = () => this.#changed();
  }

  /** Columns for these languages, whether a term has something there or not. */
  speak(languages) {
    const tags = languages.filter((tag) => !tag.startsWith("zh"));
    if (tags.join() === this.languages.join()) return;
    this.languages = tags;
    if (!this.asText) this.#draw();
  }

  async open(kind) {
    if (!part("save").disabled && !confirm("Leave this table without saving it?")) return;
    this.kind = kind;
    for (const each of ["show", "item"]) part(`tab-${each}`).setAttribute("aria-pressed", each === kind);
    part("table-hint").textContent = HINTS[kind];
    this.#say("");
    try {
      const text = await ask(`/glossary/${kind}`);
      this.#take(text);
      part("save").disabled = true;
    } catch (error) {
      this.#say(error.message, true);
    }
  }

  get #columns() {
    return [...new Set([...this.languages, ...this.table.columns])];
  }

  #take(text) {
    this.table = parse(text);
    part("text").value = text;
    this.#draw();
  }

  #toggle() {
    if (this.asText) this.table = parse(part("text").value);
    else part("text").value = this.#text();
    this.asText = !this.asText;
    part("as-text").setAttribute("aria-pressed", this.asText);
    part("text").hidden = !this.asText;
    part("table-box").hidden = this.asText;
    part("add-term").hidden = this.asText;
    if (!this.asText) this.#draw();
  }

  #text() {
    return format({ ...this.table, columns: this.#columns });
  }

  #draw() {
    const names = ["Said", "Keep", ...this.#columns.map((tag) => language(tag).name), ""];
    part("heads").replaceChildren(
      ...names.map((name) => {
        const head = document.createElement("th");
        head.scope = "col";
        head.textContent = name;
        return head;
      }),
    );
    if (!this.table.rows.length) this.table.rows.push({ source: "", keep: false, cells: {} });
    part("terms").replaceChildren(...this.table.rows.map((row, index) => this.#row(row, index)));
  }

  #row(row, index) {
    const line = document.createElement("tr");
    const place = `term ${index + 1}`;
    line.append(
      this.#cell("zh-Hans", `Said, ${place}`, row.source, (text) => (row.source = text)),
      this.#keep(row, place),
      ...this.#columns.map((tag) =>
        this.#cell(tag, `${language(tag).english}, ${place}`, row.cells[tag], (text) => (row.cells[tag] = text)),
      ),
      this.#remove(row, place),
    );
    return line;
  }

  #cell(tag, label, value, store) {
    const cell = document.createElement("td");
    const input = document.createElement("input");
    input.value = value ?? "";
    input.lang = tag;
    input.dir = "auto";
    input.setAttribute("aria-label", label);
    input.oninput = () => {
      store(input.value);
      this.#changed();
    };
    cell.append(input);
    return cell;
  }

  #keep(row, place) {
    const cell = document.createElement("td");
    const box = document.createElement("input");
    cell.className = "tick";
    box.type = "checkbox";
    box.checked = row.keep;
    box.title = "No language translates it";
    box.setAttribute("aria-label", `${KEEP} as it is, ${place}`);
    box.onchange = () => {
      row.keep = box.checked;
      this.#changed();
    };
    cell.append(box);
    return cell;
  }

  #remove(row, place) {
    const cell = document.createElement("td");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = "×";
    button.setAttribute("aria-label", `Delete ${place}`);
    button.onclick = () => {
      this.table.rows = this.table.rows.filter((each) => each !== row);
      this.#changed();
      this.#draw();
      part("add-term").focus();
    };
    cell.append(button);
    return cell;
  }

  #add() {
    this.table.rows.push({ source: "", keep: false, cells: {} });
    this.#draw();
    part("terms").lastElementChild.querySelector("input").focus();
  }

  #changed() {
    part("save").disabled = false;
    this.#say("");
  }

  async #save() {
    const text = this.asText ? part("text").value : this.#text();
    part("save").disabled = true;
    try {
      await ask(`/glossary/${this.kind}`, { method: "PUT", text });
      this.#say("Saved: it counts from the next line on.");
    } catch (error) {
      part("save").disabled = false;
      this.#say(error.message, true);
    }
  }

  #say(text, bad = false) {
    part("saved").textContent = text;
    part("saved").classList.toggle("bad", bad);
  }
}
