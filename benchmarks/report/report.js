// The moving parts of a report: light and dark, tables, which run is compared, and the timeline that one can scrub.
"use strict";

const byId = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
const data = JSON.parse(byId("data").textContent);
const seconds = (value) => value.toFixed(2);

// Light and dark

for (const choice of document.querySelectorAll("[name=theme]")) {
  choice.addEventListener("change", () => {
    document.documentElement.dataset.theme = choice.value;
  });
}

// On paper every table is open.

const closed = () => document.querySelectorAll("details:not([open])");
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...closed()];
  for (const each of opened) each.open = true;
});
addEventListener("afterprint", () => {
  for (const each of opened) each.open = false;
});

// Comparison

const other = byId("compared");
if (other) {
  const choose = () => {
    for (const each of document.querySelectorAll("[data-compared]")) {
      each.hidden = each.dataset.compared !== other.value;
    }
  };
  other.addEventListener("change", choose);
  choose();
}

// Timeline

function make(name, attributes, parent, said) {
  const found = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, value);
  if (said !== undefined) found.textContent = said;
  parent.append(found);
  return found;
}

// The place of the last that is not later than `at`, -1 if there is none.
function last(rows, at) {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle][0] <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function texts(steps) {
  let text = "";
  return steps.map(([at, keep, add, tail]) => {
    text = text.slice(0, keep) + add;
    return [at, text, tail];
  });
}

// Of the lines of a language each one when its words first stand.
function firsts(shown) {
  const seen = new Set([0]);
  return shown.filter(([, segment]) => !seen.has(segment) && seen.add(segment));
}

const LANES = { said: 78, dots: 96, drafts: 118, commits: 166, languages: 238 };
const ROW = 20; // px; what comes quickly is written in two or three rows, so that there is room for it

class Timeline {
  constructor(root) {
    this.root = root;
    for (const name of ["run", "stream", "range", "play", "back", "on", "clock", "committed", "draft"]) {
      this[name] = byId(`t-${name}`);
    }
    this.overview = byId("t-overview");
    this.film = byId("t-film");
    this.lines = byId("t-lines");
    this.rows = byId("t-rows");
    this.audio = byId("t-audio");
    this.playing = null;
    for (const name of Object.keys(data.timelines)) this.run.append(new Option(name, name));
    this.run.addEventListener("change", () => this.pickRun());
    this.stream.addEventListener("change", () => this.pick());
    this.range.addEventListener("input", () => this.seek(Number(this.range.value)));
    this.play.addEventListener("click", () => this.toggle());
    this.back.addEventListener("click", () => this.leap(-1));
    this.on.addEventListener("click", () => this.leap(1));
    this.overview.addEventListener("pointerdown", (event) => this.point(event));
    this.overview.addEventListener("pointermove", (event) => event.buttons && this.point(event));
    byId("t-table").addEventListener("toggle", (event) => event.target.open && this.list());
    new ResizeObserver(() => this.draw()).observe(this.film);
    this.pickRun();
  }

  pickRun() {
    const before = this.stream.value;
    const streams = Object.keys(data.timelines[this.run.value]);
    this.stream.replaceChildren(...streams.map((name) => new Option(name, name)));
    if (streams.includes(before)) this.stream.value = before;
    this.pick();
  }

  pick() {
    this.stop();
    this.now = data.timelines[this.run.value][this.stream.value];
    this.texts = texts(this.now.steps);
    this.stood = Object.entries(this.now.languages).map(([name, shown]) => [name, firsts(shown)]);
    this.sound = data.sounds[this.stream.value.replace(/ \+\d+ ms$/, "")] || null;
    if (this.sound && this.sound.audio) this.audio.src = this.sound.audio;
    else this.audio.removeAttribute("src");
    this.range.max = this.now.seconds;
    if (byId("t-table").open) this.list();
    this.draw();
    this.seek(Math.min(this.at ?? this.now.seconds / 3, this.now.seconds));
  }

  // Moments at which something changes, in order.
  moments() {
    const shown = Object.values(this.now.languages).flat();
    return [...this.now.steps, ...shown].map(([at]) => at).sort((a, b) => a - b);
  }

  leap(by) {
    const all = this.moments();
    this.seek(by > 0 ? (all.find((at) => at > this.at + 1e-6) ?? this.at) : (all.findLast((at) => at < this.at - 1e-6) ?? 0));
  }

  point(event) {
    const box = this.overview.getBoundingClientRect();
    this.seek(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * this.now.seconds);
  }

  toggle() {
    if (this.playing) return this.stop();
    if (this.at >= this.now.seconds) this.seek(0);
    const began = performance.now() - this.at * 1000;
    this.playing = { began };
    this.play.textContent = "Pause";
    if (this.audio.src && this.at < this.audio.duration) {
      this.audio.currentTime = this.at;
      this.audio.play().catch(() => {}); // no device to play it on: the text goes on
    }
    const step = () => {
      if (!this.playing || this.playing.began !== began) return;
      this.show((performance.now() - began) / 1000);
      if (this.at >= this.now.seconds) this.stop();
      else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  stop() {
    this.playing = null;
    this.audio.pause();
    this.play.textContent = "Play";
  }

  seek(at) {
    this.stop();
    this.show(at);
  }

  show(at) {
    this.at = Math.min(this.now.seconds, Math.max(0, at));
    this.range.value = this.at;
    this.range.setAttribute("aria-valuetext", `${seconds(this.at)} seconds`);
    this.clock.textContent = `${seconds(this.at)} s`;
    const [, text, tail] = this.texts[last(this.texts, this.at)] || [0, "", ""];
    this.committed.textContent = text;
    this.draft.textContent = tail;
    const box = this.committed.closest("p");
    box.scrollTop = box.scrollHeight;
    this.translations();
    this.frame();
  }

  translations() {
    this.lines.replaceChildren();
    for (const [language, shown] of Object.entries(this.now.languages)) {
      const line = shown[last(shown, this.at)];
      const term = document.createElement("dt");
      term.textContent = language;
      const said = document.createElement("dd");
      said.lang = language;
      said.dir = "auto";
      said.textContent = line ? line[2] : "";
      this.lines.append(term, said);
    }
  }

  // The whole stream on one strip.
  draw() {
    const width = this.film.clientWidth;
    if (!this.now || !width) return;
    const x = (at) => (at / this.now.seconds) * width;
    this.overview.replaceChildren();
    this.overview.setAttribute("viewBox", `0 0 ${width} 56`);
    this.wave(this.overview, x, 4, 34, 0, this.now.seconds, width);
    for (const [at] of this.now.commits) {
      make("line", { x1: x(at), x2: x(at), y1: 42, y2: 52, class: "w1 thin" }, this.overview);
    }
    for (const [, shown] of this.stood) {
      for (const [at] of shown) make("line", { x1: x(at), x2: x(at), y1: 48, y2: 56, class: "w3 thin" }, this.overview);
    }
    this.head = make("line", { y1: 0, y2: 56, class: "head" }, this.overview);
    this.frame();
  }

  // The sound, or, where the log alone is at hand, when it is speech.
  wave(parent, x, top, bottom, from, to, width) {
    if (!this.sound) {
      for (const [, start, end] of this.now.letters) {
        if (end > from && start < to) {
          const box = { x: x(start), y: top + 6, width: Math.max(0.5, x(end) - x(start)), height: bottom - top - 12 };
          make("rect", { ...box, class: "muted-f soft" }, parent);
        }
      }
      return;
    }
    const { peaks, step } = this.sound;
    const middle = (top + bottom) / 2;
    let d = "";
    const every = Math.max(1, Math.floor((to - from) / step / width));
    for (let i = Math.max(0, Math.floor(from / step)); i < Math.min(peaks.length, to / step); i += every) {
      const high = Math.max(0.5, (Math.max(...peaks.slice(i, i + every)) / 99) * (middle - top));
      d += `M${x(i * step).toFixed(1)} ${(middle - high).toFixed(1)}V${(middle + high).toFixed(1)}`;
    }
    make("path", { d, class: "wave" }, parent);
  }

  // The seconds around the playhead, a lane for each thing that happens.
  frame() {
    const width = this.film.clientWidth;
    if (!this.now || !width || this.at === undefined || !this.head) return;
    const place = (this.at / this.now.seconds) * width;
    this.head.setAttribute("x1", place);
    this.head.setAttribute("x2", place);
    const height = LANES.languages - 8 + 2 * ROW * this.stood.length;
    const span = width / 84;
    const from = this.at - span * 0.7;
    const x = (at) => (at - from) * 84;
    const seen = (at) => at > from - 3 && at < from + span;
    this.film.replaceChildren();
    this.film.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.film.setAttribute("height", height);
    for (let second = Math.max(0, Math.ceil(from)); second < Math.min(from + span, this.now.seconds); second += 1) {
      make("line", { x1: x(second), x2: x(second), y1: 0, y2: height, class: "grid" }, this.film);
      make("text", { x: x(second) + 3, y: 11, class: "quiet" }, this.film, `${second} s`);
    }
    this.wave(this.film, x, 16, 56, from, from + span, width);
    for (const [letter, start, end] of this.now.letters) {
      if (seen(start)) make("text", { x: x((start + end) / 2), y: LANES.said, "text-anchor": "middle" }, this.film, letter);
    }
    for (const [at, , , tail] of this.now.steps) {
      if (!seen(at)) continue;
      make("circle", { cx: x(at), cy: LANES.dots, r: 3, class: tail ? "f2" : "muted-f" }, this.film);
    }
    this.chips(this.now.steps.filter(([, , , tail]) => tail), seen, LANES.drafts, x, 3, "draft-f", 2);
    this.chips(this.now.commits, seen, LANES.commits, x, 2, "f1", 3);
    for (const [at] of this.now.revisions) {
      if (seen(at)) make("text", { x: x(at), y: LANES.commits + 3 * ROW - 8, class: "quiet" }, this.film, "heard again");
    }
    this.stood.forEach(([name, shown], number) => {
      const y = LANES.languages + 2 * ROW * number;
      make("line", { x1: 0, x2: width, y1: y - 17, y2: y - 17, class: "grid" }, this.film);
      this.chips(shown, seen, y, x, 2, "f3", 2, name);
      make("text", { x: width - 6, y, class: "quiet", "text-anchor": "end" }, this.film, name);
    });
    make("line", { x1: x(this.at), x2: x(this.at), y1: 0, y2: height, class: "head" }, this.film);
  }

  // Text from where it came on, as far as the next one in its row leaves room. Rows go by the number in the
  // whole stream: none changes its row while one scrubs.
  chips(all, seen, top, x, place, tone, rows, language) {
    all.forEach((row, number) => {
      if (!seen(row[0])) return;
      const next = all[number + rows];
      const y = top + ROW * (number % rows);
      const room = (next ? x(next[0]) : Infinity) - x(row[0]) - 8;
      const wide = (text) => [...text].reduce((sum, c) => sum + (c > "\u2e80" ? 13 : 7.2), 0);
      let said = row[place];
      while (said && wide(said) > room) said = said.slice(0, -1);
      if (said !== row[place]) said = said.slice(0, -1) + (room > 14 ? "…" : "");
      make("line", { x1: x(row[0]), x2: x(row[0]), y1: y - 13, y2: y + 4, class: "tick" }, this.film);
      const text = make("text", { x: x(row[0]) + 4, y, class: `${tone}${row[0] > this.at ? " ahead" : ""}` }, this.film, said);
      if (language) text.setAttribute("lang", language);
    });
  }

  list() {
    this.rows.replaceChildren(
      ...this.texts.map(([at, text, tail], number) => {
        const row = document.createElement("tr");
        const added = this.now.steps[number][2];
        for (const [value, kind] of [[seconds(at), "number"], [added, ""], [tail, "draft"]]) {
          const cell = document.createElement("td");
          cell.className = kind;
          cell.textContent = value;
          row.append(cell);
        }
        return row;
      }),
    );
  }
}

const root = byId("timeline");
if (root && Object.keys(data.timelines).length) new Timeline(root);
