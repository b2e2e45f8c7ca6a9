// What has been said in one language, from the messages of the stream: drafts come, change and go, finals stay.

/** "k3f9-c12.1" -> its session, its segment and which of the segment's captions it is. */
export function place(id) {
  const [segment, part] = id.split(".");
  return { run: segment.slice(0, segment.lastIndexOf("-") + 1), segment, part: Number(part ?? 0) };
}

/** Segments in the order in which they were first heard of, at most `kept`. */
export class Transcript {
  constructor(kept = 200) {
    this.kept = kept;
    this.segments = new Map();
    this.run = null;
  }

  /** Take a message of this language; returns the segment that changed, or null. */
  apply(message) {
    const { run, segment: key, part } = place(message.id);
    this.#enter(run);
    let segment = this.segments.get(key);
    const known = segment?.parts.get(part);
    if (known?.final && !message.final) return null;
    if (!message.final && segment?.closed) return null;
    if (!segment) {
      if (!message.text) return null;
      segment = { key, source: "", start: message.start, parts: new Map(), closed: false };
      this.segments.set(key, segment);
      this.#forget();
    }
    if (message.final && part === 0) this.#close(segment);
    if (message.text) segment.parts.set(part, { text: message.text, final: message.final });
    else segment.parts.delete(part);
    if (!segment.parts.size) this.segments.delete(key);
    segment.source = message.src || segment.source;
    segment.start = Math.min(segment.start, message.start);
    return segment;
  }

  /** The captions of a segment in order. */
  static captions(segment) {
    return [...segment.parts].sort(([a], [b]) => a - b).map(([part, caption]) => ({ part, ...caption }));
  }

  /** The last `count` captions, the oldest first. */
  last(count) {
    const found = [];
    for (const segment of [...this.segments.values()].reverse()) {
      for (const caption of Transcript.captions(segment).reverse()) {
        found.unshift({ id: `${segment.key}.${caption.part}`, ...caption });
        if (found.length === count) return found;
      }
    }
    return found;
  }

  /** A final first caption ends every draft of its segment: the final text may take fewer captions. */
  #close(segment) {
    segment.closed = true;
    for (const [part, caption] of segment.parts) if (!caption.final) segment.parts.delete(part);
  }

  /** Another session has begun: what the one before it had not finished, nobody will finish. */
  #enter(run) {
    if (this.run === run) return;
    this.run = run;
    for (const [key, segment] of this.segments) {
      if (place(key).run === run) continue;
      this.#close(segment);
      if (!segment.parts.size) this.segments.delete(key);
    }
  }

  #forget() {
    for (const key of this.segments.keys()) {
      if (this.segments.size <= this.kept) return;
      this.segments.delete(key);
    }
  }
}
