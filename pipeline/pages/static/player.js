// The picture: hls.js where it works, the browser's own player only where it does not (that one shows no subtitles
// in Chromium). Starts again for as long as the page is open.

import { ROOT, stream } from "./place.js";

const AGAIN_MS = 3_000;

/** Events: "playing", "tracks" (see `languages`), "trouble" (detail: one line, "" when it is over). */
export class Player extends EventTarget {
  constructor(video) {
    super();
    this.video = video;
    this.url = new URL(`hls/${encodeURIComponent(stream())}/master.m3u8`, ROOT).href;
    this.hls = null;
    this.wanted = null; // of the subtitles: null until somebody chose, "" for none
    this.timer = 0;
    video.addEventListener("playing", () => {
      this.#trouble("");
      this.dispatchEvent(new Event("playing"));
    });
    video.textTracks.addEventListener("change", () => this.dispatchEvent(new Event("tracks")));
    video.textTracks.addEventListener("addtrack", () => this.#choose());
  }

  async start() {
    try {
      ({ default: this.Hls } = await import("./vendor/hls.min.mjs"));
    } catch {
      this.Hls = null;
    }
    if (this.Hls?.isSupported()) this.#attach();
    else if (this.video.canPlayType("application/vnd.apple.mpegurl")) this.#native();
    else this.#trouble("This browser cannot play the picture; the live text goes on.");
  }

  /** Of the subtitles there are: [{ tag, name }]. */
  get languages() {
    if (this.hls) return this.hls.subtitleTracks.map(({ lang, name }) => ({ tag: lang, name }));
    return this.#tracks().map(({ language, label }) => ({ tag: language, name: label }));
  }

  /** The tag of the subtitles that are shown; "" for none. */
  get subtitles() {
    const shown = this.#tracks().find((track) => track.mode === "showing");
    return shown?.language ?? "";
  }

  set subtitles(tag) {
    this.wanted = tag;
    this.#choose();
  }

  /** Seconds that the picture is behind the newest segment that we know of; null where nothing plays. */
  get behind() {
    const latency = this.hls?.latency;
    return latency > 0 && !this.video.paused ? latency : null;
  }

  #tracks() {
    return [...this.video.textTracks].filter(({ kind }) => kind === "subtitles" || kind === "captions");
  }

  #attach() {
    const hls = new this.Hls({
      workerPath: new URL("static/vendor/hls.worker.js", ROOT).href,
      backBufferLength: 60,
    });
    const { Events, ErrorTypes } = this.Hls;
    this.hls = hls;
    hls.on(Events.SUBTITLE_TRACKS_UPDATED, () => this.#choose());
    hls.on(Events.SUBTITLE_TRACK_SWITCH, () => this.dispatchEvent(new Event("tracks")));
    hls.on(Events.MANIFEST_PARSED, () => this.#play());
    hls.on(Events.ERROR, (_, { fatal, type, details }) => {
      if (!fatal) return;
      if (type === ErrorTypes.MEDIA_ERROR && details !== "manifestIncompatibleCodecsError") {
        hls.recoverMediaError();
        return;
      }
      const absent = details.startsWith("manifestLoad");
      this.#trouble(absent ? "" : "The picture is interrupted; trying again.");
      this.#again();
    });
    hls.loadSource(this.url);
    hls.attachMedia(this.video);
  }

  #again() {
    this.hls.destroy();
    this.hls = null;
    this.timer = setTimeout(() => this.#attach(), AGAIN_MS);
  }

  #native() {
    this.video.addEventListener("error", () => {
      setTimeout(() => this.video.load(), AGAIN_MS);
    });
    this.video.src = this.url;
    this.#play();
  }

  async #play() {
    try {
      await this.video.play();
    } catch {
      // A browser that wants a click first shows its own button for it.
    }
  }

  #choose() {
    if (this.wanted !== null && this.hls) {
      const index = this.hls.subtitleTracks.findIndex(({ lang }) => lang === this.wanted);
      this.hls.subtitleDisplay = index >= 0;
      if (this.hls.subtitleTrack !== index) this.hls.subtitleTrack = index;
    } else if (this.wanted !== null) {
      for (const track of this.#tracks()) {
        track.mode = track.language === this.wanted ? "showing" : "disabled";
      }
    }
    this.dispatchEvent(new Event("tracks"));
  }

  #trouble(text) {
    this.dispatchEvent(new CustomEvent("trouble", { detail: text }));
  }
}
