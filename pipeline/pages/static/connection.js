// The connection to a stream's captions: it comes back by itself, and asks for what it missed.

import { ROOT, stream } from "./place.js";

const FIRST_MS = 500;
const LONGEST_MS = 15_000;
const PAUSE_MS = 3_000; // between two looks whether a stream that is not there has come
const SURE_MS = 400; // a server that will not have us opens the connection to say so, and closes it at once
const QUIET_MS = 45_000; // a server that lives says something every 15 s: after that the connection is dead
const GONE = 4404;
const SLOW = 1013;
const ENDED = 1001;

/**
 * Events: "caption" and "status" (detail: the message's content), "change" (see `state`).
 * State: connecting, open, absent, ended, slow, lost; `reason` is the server's, `retryAt` a time of Date.now().
 */
export class Connection extends EventTarget {
  constructor({ languages = [], since = null } = {}) {
    super();
    this.languages = languages;
    this.since = since;
    this.state = "connecting";
    this.reason = "";
    this.retryAt = 0;
    this.tries = 0;
    this.socket = null;
    this.timer = 0;
    addEventListener("online", () => this.#hurry());
    addEventListener("pagehide", () => this.#leave());
    addEventListener("pageshow", (event) => event.persisted && this.open());
  }

  open() {
    this.#leave();
    const url = new URL(`v1/streams/${encodeURIComponent(stream())}/captions`, ROOT);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    if (this.languages.length) url.searchParams.set("lang", this.languages.join(","));
    if (this.since !== null) url.searchParams.set("since", this.since);
    url.searchParams.set("status", "1");
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.onopen = () => {
      this.timer = setTimeout(() => this.#opened(), SURE_MS);
    };
    socket.onmessage = (event) => this.#read(event.data);
    socket.onclose = (event) => socket === this.socket && this.#closed(event);
  }

  /** Other languages from now on, with what is kept of them. */
  want(languages) {
    this.languages = languages;
    this.since = 0;
    this.open();
  }

  #read(text) {
    const message = JSON.parse(text);
    this.#opened();
    if ("status" in message) {
      if (message.status) this.dispatchEvent(new CustomEvent("status", { detail: message.status }));
      return;
    }
    this.since = Math.max(this.since ?? 0, message.seq);
    this.dispatchEvent(new CustomEvent("caption", { detail: message }));
  }

  #opened() {
    this.tries = 0;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#closed({ code: 1006, reason: "nothing was heard for long" }), QUIET_MS);
    if (this.state !== "open") this.#to("open");
  }

  #closed({ code, reason }) {
    this.#leave();
    const backoff = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.tries) * (0.5 + Math.random() / 2);
    const wait = code === GONE || code === ENDED ? PAUSE_MS * (1 + Math.random()) : backoff;
    this.tries += 1;
    this.retryAt = Date.now() + wait;
    this.timer = setTimeout(() => this.open(), wait);
    this.#to(closedAs(code, this.state), reason);
  }

  #to(state, reason = "") {
    this.state = state;
    this.reason = reason;
    this.dispatchEvent(new Event("change"));
  }

  #hurry() {
    if (!this.socket) this.open();
  }

  #leave() {
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }
}

/** What a close means; a stream that has ended is still over while nothing answers in its place. */
export function closedAs(code, before) {
  if (code === ENDED || (code === GONE && before === "ended")) return "ended";
  if (code === GONE) return "absent";
  return code === SLOW ? "slow" : "lost";
}
