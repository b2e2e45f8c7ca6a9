// The viewer's page: picture with subtitles, live text in several languages side by side, and how late both are.

import { Chooser } from "./chooser.js";
import { Column } from "./column.js";
import { Connection } from "./connection.js";
import { all, best, load, mark } from "./languages.js";
import { listed, query, remember, stream } from "./place.js";
import { Player } from "./player.js";
import { said, seconds } from "./said.js";
import { setUp } from "./stage.js";

const SPOKEN = 30; // finished captions that a screen reader can go back to
const RELOAD_MS = 60_000;

const part = (id) => document.getElementById(id);
const connection = new Connection({ since: 0 });
const player = new Player(part("picture"));
const chooser = new Chooser(part("chooser"), (tags) => {
  choose(tags);
  remember("lang", chooser.tags);
});
const columns = new Map();
let status = null;

/* Languages */

function offer(tags) {
  if (!chooser.offer(tags) || chooser.tags.length) return;
  const foreign = tags.filter((tag) => !tag.startsWith("zh"));
  choose([best(tags, navigator.languages) ?? foreign[0] ?? tags[0]].filter(Boolean));
}

function choose(tags) {
  const chosen = chooser.choose(tags);
  for (const [tag, column] of columns) {
    if (chosen.includes(tag)) continue;
    column.element.remove();
    columns.delete(tag);
  }
  for (const tag of chosen) {
    if (!columns.has(tag)) columns.set(tag, new Column(tag));
    part("columns").append(columns.get(tag).element);
  }
  part("columns").dataset.count = chosen.length;
  connection.want(chosen);
  show();
}

/* Captions */

connection.addEventListener("caption", ({ detail: message }) => {
  if (!status && !chooser.offered.includes(message.lang)) offer([...chooser.offered, message.lang]);
  if (!columns.get(message.lang)?.take(message)) return;
  if (message.final && message.text && message.lang === chooser.tags[0]) speak(message);
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
  show();
});
connection.addEventListener("change", () => {
  if (connection.state !== "open") status = null;
  show();
});

function show() {
  const { key, tone, label, headline, detail } = said(connection, status);
  const silent = [...columns.values()].every(({ empty }) => empty);
  document.body.dataset.state = key;
  document.body.dataset.tone = tone;
  if (part("state").textContent !== label) part("state").textContent = label;
  part("headline").textContent = headline;
  part("detail").textContent = detail;
  part("blank").hidden = !silent;
  part("columns").hidden = silent;
  showDelays();
}

function showDelays() {
  const healthOf = (tag) => status?.languages?.find((each) => each.tag === tag);
  for (const [tag, column] of columns) column.tell(healthOf(tag));
  const lags = chooser.tags.map((tag) => healthOf(tag)?.lag_s).filter(Number.isFinite);
  const picture = status && player.behind !== null ? player.behind + (status.delay_s ?? 0) : null;
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
  document.body.classList.remove("no-picture");
});
player.addEventListener("trouble", ({ detail }) => {
  part("trouble").textContent = detail;
  part("trouble").hidden = !detail;
});
part("sound").onclick = () => {
  part("picture").muted = false;
};
part("picture").onvolumechange = () => {
  part("sound").hidden = !part("picture").muted;
};

/* A page that came before its stream may not fetch from where the segments are: its next copy may. */
document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
  const key = `zimu.reloaded.${stream()}`;
  const last = Number(sessionStorage.getItem(key) ?? 0);
  if (effectiveDirective !== "connect-src" || Date.now() - last < RELOAD_MS) return;
  sessionStorage.setItem(key, Date.now());
  location.reload();
});

/* Begin */

part("name").textContent = stream();
document.title = `${stream()} · zimu`;
document.body.classList.add("no-picture");
setUp();
await load();
const asked = listed("lang").map((tag) => best(all(), [tag]) ?? tag);
if (asked.length) choose(asked);
else connection.open();
if (query.get("video") !== "0") player.start();
setInterval(show, 1000);
window.zimu = player;
