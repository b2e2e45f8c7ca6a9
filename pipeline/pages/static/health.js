// How a language is, in the few words that an operator has time for. Pure.

const GOOD_S = 3; // what live captions are asked for
const FAIR_S = 5.6; // the median of human captioners that was measured
const STEPS = {
  no_drafts: "drafts given up",
  joined: "sentences joined",
  shed: "not translated: too slow",
  source_only: "not translated: too slow",
};

export function toneOf(lag) {
  if (!Number.isFinite(lag)) return "idle";
  return lag <= GOOD_S ? "good" : lag <= FAIR_S ? "warn" : "bad";
}

/** [{ text, tone }], what is wrong first. */
export function notes(health = {}) {
  const found = [];
  const add = (text, tone = "") => found.push({ text, tone });
  const step = String(health.step ?? "").toLowerCase();
  if (health.failing) add("the translator fails", "bad");
  if (STEPS[step]) add(STEPS[step], ["shed", "source_only"].includes(step) ? "bad" : "warn");
  if (health.lost) add(`${health.lost} ${health.lost === 1 ? "line" : "lines"} lost`, "bad");
  if (health.waiting) add(`${health.waiting} waiting`, health.waiting > 3 ? "warn" : "");
  if (health.shown) add(`${health.shown} ${health.shown === 1 ? "line" : "lines"}`);
  if (health.facts_total) add(`figures ${health.facts_kept}/${health.facts_total}`);
  if (health.terms_wanted) add(`terms ${health.terms_hit}/${health.terms_wanted}`);
  return found;
}

/** "1:02:03" of seconds. */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const pad = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}
