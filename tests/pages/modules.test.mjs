// The parts of the pages that need no browser. Run: node --test tests/pages

import assert from "node:assert/strict";
import { test } from "node:test";

import { duration, notes, toneOf } from "../../pipeline/pages/static/health.js";
import { KEEP, format, parse } from "../../pipeline/pages/static/glossary.js";
import { DEFAULTS, read } from "../../pipeline/pages/static/options.js";
import { said, seconds } from "../../pipeline/pages/static/said.js";
import { Transcript, place } from "../../pipeline/pages/static/transcript.js";

const draft = (id, text) => ({ id, text, final: false, src: "", start: 0 });
const final = (id, text) => ({ id, text, final: true, src: "", start: 0 });
const texts = (transcript) => transcript.last(10).map(({ text, final }) => (final ? text : `(${text})`));

function after(...messages) {
  const transcript = new Transcript();
  for (const message of messages) transcript.apply(message);
  return texts(transcript);
}

test("an id names session, segment and part", () => {
  assert.deepEqual(place("k3f9-c12.1"), { run: "k3f9-", segment: "k3f9-c12", part: 1 });
  assert.deepEqual(place("c12"), { run: "", segment: "c12", part: 0 });
});

test("a draft is replaced by the next one and by its final", () => {
  assert.deepEqual(after(draft("a-c1", "one"), draft("a-c1", "one two")), ["(one two)"]);
  assert.deepEqual(after(draft("a-c1", "one"), final("a-c1", "One.")), ["One."]);
});

test("a final first caption ends every draft of its segment", () => {
  assert.deepEqual(after(draft("a-c1", "one"), draft("a-c1.1", "two"), final("a-c1", "One.")), ["One."]);
  assert.deepEqual(after(draft("a-c1.1", "two"), final("a-c1", "One."), final("a-c1.1", "Two.")), ["One.", "Two."]);
});

test("no draft comes after its final", () => {
  assert.deepEqual(after(final("a-c1", "One."), draft("a-c1", "late"), draft("a-c1.1", "later")), ["One."]);
});

test("a draft without text takes back what was shown", () => {
  assert.deepEqual(after(draft("a-c1", "hm"), draft("a-c1", "")), []);
  assert.deepEqual(after(draft("a-c1", "")), []);
});

test("a final may come again, the same a second time changes nothing", () => {
  assert.deepEqual(after(final("a-c1", "One."), final("a-c1", "One.")), ["One."]);
});

test("another session ends the drafts of the one before and keeps its finals", () => {
  const messages = [final("a-c1", "One."), draft("a-c2", "tw"), final("b-c1", "Again.")];
  assert.deepEqual(after(...messages), ["One.", "Again."]);
});

test("segments keep the order in which they were first heard of", () => {
  const messages = [draft("a-c1", "one"), draft("a-c2", "two"), final("a-c1", "One.")];
  assert.deepEqual(after(...messages), ["One.", "(two)"]);
});

test("a transcript forgets the oldest", () => {
  const transcript = new Transcript(3);
  for (let index = 0; index < 10; index += 1) transcript.apply(final(`a-c${index}`, `${index}`));
  assert.deepEqual(texts(transcript), ["7", "8", "9"]);
});

test("the last captions of a segment with parts", () => {
  const transcript = new Transcript();
  for (const message of [final("a-c1", "1"), final("a-c1.1", "1.1"), final("a-c2", "2")]) transcript.apply(message);
  assert.deepEqual(transcript.last(2).map(({ text }) => text), ["1.1", "2"]);
});

const supports = (property, value) => !/[;{}]|nonsense/.test(value) && (property !== "font-size" || /px|vw/.test(value));
const options = (query) => read(new URLSearchParams(query), supports);

test("an overlay without options has the defaults", () => {
  assert.deepEqual(options(""), { options: DEFAULTS, faults: [] });
});

test("every option of an overlay is read", () => {
  const query =
    "lang=zh-Hans,en&lines=1&size=5vw&font=Noto Serif&color=%23ff0&shadow=outline&position=top&align=center" +
    "&bg=green&box=black&drafts=0&hold=0&debug=1";
  assert.deepEqual(options(query), {
    options: {
      lang: ["zh-Hans", "en"],
      lines: 1,
      size: "5vw",
      font: "Noto Serif",
      color: "#ff0",
      shadow: "outline",
      position: "top",
      align: "center",
      bg: "green",
      box: "black",
      drafts: false,
      hold: 0,
      debug: true,
    },
    faults: [],
  });
  assert.deepEqual(Object.keys(options(query).options), Object.keys(DEFAULTS));
});

test("a bare size is in pixels", () => assert.equal(options("size=64").options.size, "64px"));

test("what is wrong is named and replaced by the default", () => {
  const wrong = [
    "lines=9",
    "size=-3",
    "size=calc(1px)",
    'font=a";b',
    "color=nonsense",
    "position=left",
    "align=justify",
    "drafts=maybe",
    "hold=",
    "lang=<img>",
    "lang=",
    "zoom=3",
    "constructor=1",
  ];
  for (const query of wrong) {
    const { options: found, faults } = options(query);
    assert.deepEqual(found, DEFAULTS, query);
    assert.equal(faults.length, 1, query);
    assert.ok(faults[0].includes(query.split("=")[0]), query);
  }
});

test("a table is read and written the same", () => {
  const text = "# of the show\nzh\tkeep\ten\tes\n家人们\t\teveryone|guys\tgente\nDyson\tkeep\n";
  const table = parse(text);
  assert.deepEqual(table.columns, ["en", "es"]);
  assert.deepEqual(table.rows, [
    { source: "家人们", keep: false, cells: { en: "everyone|guys", es: "gente" } },
    { source: "Dyson", keep: true, cells: {} },
  ]);
  assert.equal(format(table), text);
});

test("rows without a term and columns without a cell are not written", () => {
  const rows = [
    { source: " ", keep: true, cells: { en: "x" } },
    { source: "券\t包", keep: false, cells: { en: "coupon\npack" } },
  ];
  assert.equal(format({ columns: ["en", "ar"], rows, notes: [] }), `zh\t${KEEP}\ten\n券 包\t\tcoupon pack\n`);
  assert.equal(format({ columns: ["en"], rows: rows.slice(0, 1), notes: ["# x"] }), "");
});

test("nothing is a table without rows", () => assert.deepEqual(parse("").rows, []));

test("the state of the stream counts only while its connection stands", () => {
  assert.equal(said({ state: "open" }, { state: "live" }).tone, "good");
  assert.equal(said({ state: "open" }, null).key, "live");
  assert.equal(said({ state: "lost" }, { state: "live" }).label, "Reconnecting");
  assert.equal(said({ state: "open" }, { state: "of a later version" }).label, "Live");
});

test("numbers as operators read them", () => {
  assert.equal(seconds(1.94), "1.9 s");
  assert.equal(seconds(null), "–");
  assert.equal(duration(59.6), "1:00");
  assert.equal(duration(3723), "1:02:03");
  assert.deepEqual([toneOf(1), toneOf(5), toneOf(9), toneOf(null)], ["good", "warn", "bad", "idle"]);
});

test("health says what is wrong first", () => {
  const found = notes({ step: "shed", failing: true, lost: 1, waiting: 5, shown: 3, facts_kept: 2, facts_total: 2 });
  assert.deepEqual(found.map(({ tone }) => tone), ["bad", "bad", "bad", "warn", "", ""]);
  assert.equal(found[2].text, "1 line lost");
  assert.deepEqual(notes({ step: "all" }), []);
});
