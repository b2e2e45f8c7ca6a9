// The operator's page: what every language says and how it is, and a desk to change glossary and languages.

import { Refusal, ask, giveToken } from "./api.js";
import { Connection } from "./connection.js";
import { GlossaryDesk } from "./desk-glossary.js";
import { LanguagesDesk } from "./desk-languages.js";
import { drawLinks } from "./desk-links.js";
import { duration, notes, toneOf } from "./health.js";
import { load } from "./languages.js";
import { stream } from "./place.js";
import { said, seconds } from "./said.js";
import { Scroll } from "./scroll.js";

const EVERY_MS = 2_000;
const part = (id) => document.getElementById(id);
const connection = new Connection({ since: 0 });
const scrolls = new Map();
const glossary = new GlossaryDesk();
const languages = new LanguagesDesk();
let status = null;
let links = "";
let opened = false;

function scrollOf(tag) {
  if (!scrolls.has(tag)) {
    const scroll = new Scroll(tag);
    scrolls.set(tag, scroll);
    part("columns").append(scroll.element);
    part("nothing").hidden = true;
  }
  return scrolls.get(tag);
}

/* What the server says of the stream */

async function poll() {
  try {
    take(await ask());
    complain("");
    if (!opened) {
      opened = true;
      await glossary.open("show");
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.status === 401) askForToken(error.message);
    else complain(error.status === 404 ? "" : error.message);
  }
  setTimeout(poll, EVERY_MS);
}

function take(found) {
  status = found;
  const tags = found.languages.map(({ tag }) => tag);
  for (const [tag, scroll] of scrolls) {
    if (tags.includes(tag)) continue;
    scroll.element.remove();
    scrolls.delete(tag);
  }
  for (const health of found.languages) drawHealth(scrollOf(health.tag), health);
  arrange(tags);
  part("nothing").hidden = scrolls.size > 0;
  languages.speak(tags);
  glossary.speak(tags);
  if (links !== tags.join()) {
    links = tags.join();
    drawLinks(tags, found.links);
  }
  show();
}

/** Columns in the order of the stream's languages; nothing is touched where they are. */
function arrange(tags) {
  const wanted = tags.map((tag) => scrolls.get(tag).element);
  const there = [...part("columns").querySelectorAll(".column")];
  if (wanted.some((element, index) => element !== there[index])) part("columns").append(...wanted);
}

function drawHealth(scroll, health) {
  scroll.lag.textContent = Number.isFinite(health.lag_s) ? seconds(health.lag_s) : "";
  scroll.lag.dataset.tone = toneOf(health.lag_s);
  scroll.health.replaceChildren(
    ...notes(health).map(({ text, tone }) => {
      const note = document.createElement("li");
      note.className = tone;
      note.textContent = text;
      return note;
    }),
  );
}

function show() {
  const { key, tone, label } = said(connection, status ?? { state: "waiting" });
  document.body.dataset.state = key;
  document.body.dataset.tone = tone;
  if (part("state").textContent !== label) part("state").textContent = label;
  const rows = [
    ["On air", Number.isFinite(status?.for_s) ? duration(status.for_s) : null],
    ["Picture delayed by", Number.isFinite(status?.delay_s) ? seconds(status.delay_s) : null],
    ["Viewers of the text", status?.viewers],
    ["Restarts", status?.restarts],
    ["Skipped", status?.skipped_s ? seconds(status.skipped_s) : null],
  ].filter(([, value]) => value !== null && value !== undefined);
  part("facts").replaceChildren(
    ...rows.map(([name, value]) => {
      const row = document.createElement("div");
      const term = document.createElement("dt");
      const fact = document.createElement("dd");
      term.textContent = name;
      fact.textContent = value;
      row.append(term, fact);
      return row;
    }),
  );
}

function complain(reason) {
  const text = reason || (status?.state === "live" ? "" : (status?.error ?? ""));
  if (part("error").textContent !== text) part("error").textContent = text;
  part("error").hidden = !text;
}

/* Token */

function askForToken(reason) {
  if (part("key").open) return;
  part("key-reason").textContent = sessionStorage.getItem("zimu.token") ? reason : "";
  part("key").showModal();
}
part("key-form").onsubmit = () => {
  giveToken(part("token").value.trim());
  part("token").value = "";
};

/* Captions */

connection.addEventListener("caption", ({ detail: message }) => {
  const known = status?.languages?.some(({ tag }) => tag === message.lang);
  if (known || !status?.languages) scrollOf(message.lang).take(message);
});
connection.addEventListener("change", show);

part("name").textContent = stream();
document.title = `${stream()} · zimu studio`;
await load();
drawLinks([], {});
connection.open();
poll();
setInterval(show, 1000);
