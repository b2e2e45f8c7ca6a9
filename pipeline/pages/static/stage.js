// How the live text is looked at: its size, and the stage, where there is nothing else.

import { query, remember } from "./place.js";

const SIZES = [0.6, 0.7, 0.85, 1, 1.2, 1.45, 1.75];
const NORMAL = 3;
const KEY = "zimu.size";
const IDLE_MS = 3_000; // until buttons and pointer leave the stage

const part = (id) => document.getElementById(id);
let size = Number(localStorage.getItem(KEY) ?? NORMAL);
let idle = 0;

function resize(by) {
  size = SIZES[size + by] ? size + by : NORMAL;
  part("live").style.setProperty("--scale", SIZES[size]);
  part("smaller").disabled = size === 0;
  part("larger").disabled = size === SIZES.length - 1;
  localStorage.setItem(KEY, size);
}

function onStage(on) {
  document.documentElement.classList.toggle("dark", on);
  document.body.classList.toggle("stage", on);
  part("stage").setAttribute("aria-pressed", on);
  part("stage").textContent = on ? "Leave the stage" : "Stage";
  remember("stage", on ? ["1"] : []);
}

async function change() {
  const on = !document.body.classList.contains("stage");
  onStage(on);
  if (on) await document.documentElement.requestFullscreen?.().catch(() => {});
  else if (document.fullscreenElement) await document.exitFullscreen();
}

function stir() {
  clearTimeout(idle);
  document.body.classList.remove("idle");
  idle = setTimeout(() => document.body.classList.add("idle"), IDLE_MS);
}

/** Take over the page's buttons; `?stage=1` begins on the stage. */
export function setUp() {
  part("smaller").onclick = () => resize(-1);
  part("larger").onclick = () => resize(1);
  part("stage").onclick = change;
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement) onStage(false);
  });
  for (const event of ["pointermove", "pointerdown", "keydown"]) addEventListener(event, stir);
  resize(0);
  stir();
  if (query.get("stage") === "1") onStage(true);
}
