// The viewer's page: picture with subtitles, live text in several languages side by side, and how late both are.

import { Connection } from "./connection.js";
import { all, best, language, load, mark } from "./languages.js";
import { listed, query, remember, stream } from "./place.js";
import { Player } from "./player.js";
import { Roll } from "./roll.js";
import { said, seconds } from "./said.js";
import { Transcript } from "./transcript.js";

const MOST = 4; // columns
const QUIET_MS = 12_000;
const IDLE_MS = 3_000;
const SPOKEN = 30; // finished captions that a screen reader can go back to
const SIZES = [0.6, 0.7, 0.85, 1, 1.2, 1.45, 1.75];
const NORMAL = 3;

const part = (id) => document.getElementById(id);
const body = document.body;
const connection = new Connection({ since: 0 });
const player = new Player(part("picture"));
const columns = new Map(); // tag -> { transcript, roll, lag }
let status = null;
let offered = [];
let chosen = [];
let size = Number(localStorage.getItem("zimu.size") ?? NORMAL);

/* Languages */

function offer(tags) {
  if (tags.join() === offered.join()) return;
  offered = tags;
  if (!chosen.length) {
    const foreign = offered.filter((tag) => !tag.startsWith("zh"));
    choose([best(offered, navigator.languages) ?? foreign[0] ?? offered[0]].filter(Boolean));
  }
  listChoices();
}

function listChoices() {
  const tags = [...new Set([...offered, ...chosen])];
  part("choices").replaceChildren(
    ...tags.map((tag) => {
      const label = document.createElement("label");
      const box = document.createElement("input");
      const name = mark(document.createElement("span"), tag);
      box.type = "checkbox";
      box.value = tag;
      box.checked = chosen.includes(tag);
      box.disabled = !box.checked && chosen.length >= MOST;
      box.onchange = () => {
        choose(box.checked ? [...chosen, tag] : chosen.filter((each) => each !== tag));
        remember("lang", chosen);
        part("choices").querySelector(`input[value="${CSS.escape(tag)}"]`)?.focus();
      };
      name.textContent = language(tag).name;
      label.append(box, name);
      return label;
    }),
  );
}

function choose(tags) {
  chosen = tags.slice(0, MOST);
  for (const [tag, column] of columns) {
    if (chosen.includes(tag)) continue;
    column.element.remove();
    columns.delete(tag);
  }
  for (const tag of chosen) {
    if (!columns.has(tag)) columns.set(tag, makeColumn(tag));
    part("columns").append(columns.get(tag).element);
  }
  part("columns").dataset.count = chosen.length;
  part("chosen").textContent = chosen.map((tag) => language(tag).name).join(", ") || "choose";
  listChoices();
  connection.want(chosen);
  show();
}

function makeColumn(tag) {
  const element = mark(document.createElement("article"), tag);
  const header = document.createElement("header");
  const name = document.createElement("h2");
  const lag = document.createElement("span");
  const box = document.createElement("div");
  element.className = "column";
  name.textContent = language(tag).name;
  lag.className = "lag";
  mark(lag, "en");
  box.setAttribute("aria-hidden", "true"); // rolls too fast to be read out: `spoken` holds the finished captions
  header.append(name, lag);
  element.append(header, box);
  return { element, lag, transcript: new Transcript(), roll: new Roll(box, tag, { hold: QUIET_MS }) };
}

/* Captions */

connection.addEventListener("caption", ({ detail: message }) => {
  if (!status && !offered.includes(message.lang)) offer([...offered, message.lang]);
  const column = columns.get(message.lang);
  if (!column?.transcript.apply(message)) return;
  column.roll.show(column.transcript);
  if (message.final && message.text && message.lang === chosen[0]) speak(message);
  show();
});

/** Finished captions of the first language, once each, for screen readers. */
function speak({ id, lang, text }) {
  const spoken = part("spoken");
  if ([...spoken.children].some((each) => each.dataset.id === id)) return;
  const line = mark(document.createElement("p"), lang);
  line.dataset.id = id;
  line.textContent = text.replaceAll("\n", " ");
  spoken.append(line);
  while (spoken.children.length > SPOKEN) spoken.firstChild.remove();
}

/* How the stream is */

connection.addEventListener("status", ({ detail }) => {
  status = detail;
  if (detail.languages?.length) offer(detail.languages.map(({ tag }) => tag));
  for (const [tag, { lag }] of columns) lag.textContent = behind(healthOf(tag));
  show();
});
connection.addEventListener("change", () => {
  if (connection.state !== "open") status = null;
  show();
});

const healthOf = (tag) => status?.languages?.find((each) => each.tag === tag);

function behind(health) {
  if (health?.failing) return "no translation at the moment";
  return Number.isFinite(health?.lag_s) ? `${seconds(health.lag_s)} behind` : "";
}

function show() {
  const { key, tone, label, headline, detail } = said(connection, status);
  const any = [...columns.values()].some(({ transcript }) => transcript.segments.size);
  body.dataset.state = key;
  body.dataset.tone = tone;
  if (part("state").textContent !== label) part("state").textContent = label;
  part("headline").textContent = headline;
  part("detail").textContent = detail;
  part("blank").hidden = any;
  part("columns").hidden = !any;
  const lags = chosen.map((tag) => healthOf(tag)?.lag_s).filter(Number.isFinite);
  const picture = player.behind === null ? null : player.behind + (status?.delay_s ?? 0);
  part("late-text").textContent = seconds(lags.length ? Math.max(...lags) : null);
  part("late-picture").textContent = seconds(picture);
  part("late-picture-row").hidden = picture === null;
  part("late").hidden = !lags.length && picture === null;
}

/* Picture */

player.addEventListener("tracks", () => {
  const select = part("subtitles");
  const options = [{ tag: "", name: "Off" }, ...player.languages];
  if (options.map(({ tag }) => tag).join() !== [...select.options].map(({ value }) => value).join()) {
    select.replaceChildren(...options.map(({ tag, name }) => new Option(name, tag)));
  }
  if (player.wanted === null && player.languages.length) {
    const tags = player.languages.map(({ tag }) => tag);
    offer(offered.length ? offered : tags);
    player.subtitles = best(tags, [...listed("lang"), ...navigator.languages]) ?? tags[0];
    return;
  }
  select.value = player.wanted ?? player.subtitles;
});
part("subtitles").onchange = ({ target }) => {
  player.subtitles = target.value;
};
player.addEventListener("playing", () => {
  part("screen").hidden = false;
  part("subtitles-label").hidden = false;
  part("sound").hidden = !part("picture").muted;
  body.classList.remove("no-picture");
});
player.addEventListener("trouble", ({ detail }) => {
  part("trouble").textContent = detail;
  part("trouble").hidden = !detail;
});
part("sound").onclick = () => {
  part("picture").muted = false;
  part("sound").hidden = true;
};
part("picture").onvolumechange = () => {
  part("sound").hidden = !part("picture").muted;
};

/* A page that came before its stream may not fetch from where the segments are: its next copy may. */
document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
  const key = `zimu.reloaded.${stream()}`;
  const last = Number(sessionStorage.getItem(key) ?? 0);
  if (effectiveDirective !== "connect-src" || Date.now() - last < 60_000) return;
  sessionStorage.setItem(key, Date.now());
  location.reload();
});

/* Size and stage */

function resize(by) {
  size = SIZES[size + by] ? size + by : NORMAL;
  part("live").style.setProperty("--scale", SIZES[size]);
  part("smaller").disabled = size === 0;
  part("larger").disabled = size === SIZES.length - 1;
  localStorage.setItem("zimu.size", size);
}
part("smaller").onclick = () => resize(-1);
part("larger").onclick = () => resize(1);

function onStage(on) {
  document.documentElement.classList.toggle("dark", on);
  body.classList.toggle("stage", on);
  part("stage").setAttribute("aria-pressed", on);
  part("stage").textContent = on ? "Leave the stage" : "Stage";
  remember("stage", on ? ["1"] : []);
}
part("stage").onclick = async () => {
  const on = !body.classList.contains("stage");
  onStage(on);
  if (on) await document.documentElement.requestFullscreen?.().catch(() => {});
  else if (document.fullscreenElement) await document.exitFullscreen();
};
document.addEventListener("fullscreenchange", () => {
  if (!document.fullscreenElement) onStage(false);
});
let idle = 0;
for (const event of ["pointermove", "pointerdown", "keydown"]) {
  addEventListener(event, () => {
    clearTimeout(idle);
    body.classList.remove("idle");
    idle = setTimeout(() => body.classList.add("idle"), IDLE_MS);
  });
}
addEventListener("click", ({ target }) => {
  if (!part("chooser").contains(target)) part("chooser").open = false;
});
part("chooser").onkeydown = (event) => {
  if (event.key !== "Escape") return;
  part("chooser").open = false;
  part("chooser").querySelector("summary").focus();
};

/* Begin */

part("name").textContent = stream();
document.title = `${stream()} · zimu`;
body.classList.add("no-picture");
resize(0);
if (query.get("stage") === "1") onStage(true);
await load();
const asked = listed("lang").map((tag) => best(all(), [tag]) ?? tag);
if (asked.length) choose(asked);
else connection.open();
if (query.get("video") !== "0") player.start();
setInterval(show, 1000);
window.zimu = player;
