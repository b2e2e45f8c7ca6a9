// Captions for a browser source: looks as the address says, shows nothing when there is nothing to say, and finds
// its stream again by itself.

import { Connection } from "./connection.js";
import { all, best, load } from "./languages.js";
import { read, shadow } from "./options.js";
import { query } from "./place.js";
import { Roll } from "./roll.js";
import { said } from "./said.js";
import { Transcript } from "./transcript.js";

const { options, faults } = read(query, (property, value) => CSS.supports(property, value));
const body = document.body;
const captions = document.getElementById("captions");
const note = document.getElementById("note");
const languages = new Map();

function dress() {
  const style = body.style;
  style.setProperty("--size", options.size);
  if (options.color) style.setProperty("--colour", options.color);
  if (shadow(options.shadow)) style.setProperty("--shadow", shadow(options.shadow));
  if (options.font) style.setProperty("--face", `"${options.font}", var(--sans)`);
  style.backgroundColor = options.bg;
  body.dataset.position = options.position;
  body.dataset.align = options.align;
  if (options.box) {
    body.dataset.bg = "";
    style.setProperty("--back", options.box);
  }
}

function addRoll(tag) {
  const box = document.createElement("div");
  box.style.setProperty("--lines", options.lines);
  box.classList.add("quiet");
  captions.append(box);
  const roll = new Roll(box, tag, { hold: options.hold * 1000, drafts: options.drafts });
  languages.set(tag, { roll, transcript: new Transcript(20) });
}

function tell(connection, status) {
  if (!options.debug) return;
  const { label, detail } = said(connection, status);
  note.textContent = [`${label}${connection.reason ? `: ${connection.reason}` : ""}`, detail, ...faults].join("\n");
  note.hidden = false;
}

dress();
for (const fault of faults) console.warn(`zimu: ${fault}`);
await load();
for (const tag of options.lang) addRoll(best(all(), [tag]) ?? tag);

const connection = new Connection({ languages: [...languages.keys()] });
let status = null;
connection.addEventListener("caption", ({ detail: message }) => {
  const language = languages.get(message.lang);
  if (language?.transcript.apply(message)) language.roll.show(language.transcript);
});
connection.addEventListener("status", ({ detail }) => {
  status = detail;
  tell(connection, status);
});
connection.addEventListener("change", () => tell(connection, status));
connection.open();
