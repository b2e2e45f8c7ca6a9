// What the state of a stream and of the connection to it means, in words for a viewer.

const STREAM = {
  waiting: ["wait", "Waiting", "Waiting for the stream", "Captions appear here by themselves once it is on the air."],
  loading: ["wait", "Getting ready", "Getting ready", "The captioner is loading its models."],
  starting: ["wait", "Getting ready", "Getting ready", "The captioner is starting."],
  live: ["good", "Live", "Listening", "Captions appear with the first words."],
  stalled: ["warn", "Interrupted", "The source has paused", "Captions go on when it comes back."],
  restarting: ["warn", "Restarting", "One moment", "The captioner is starting again."],
  failed: ["bad", "Out of order", "No captions at the moment", "The operator has been told why."],
  ending: ["idle", "Ending", "The stream is ending", "The last captions are on their way."],
  ended: ["idle", "Ended", "The stream has ended", "Thank you for watching."],
};

const CONNECTION = {
  connecting: ["wait", "Connecting", "Connecting", ""],
  absent: STREAM.waiting,
  ended: STREAM.ended,
  slow: ["warn", "Catching up", "Catching up", "This connection was too slow for the captions."],
  lost: ["warn", "Reconnecting", "Reconnecting", "The captions come back by themselves."],
};

/** { key, tone, label, headline, detail } of a connection and of the status that came over it last. */
export function said(connection, status) {
  const open = connection.state === "open";
  const key = open ? (status?.state ?? "live") : connection.state;
  const [tone, label, headline, detail] = (open ? STREAM[key] : CONNECTION[key]) ?? STREAM.live;
  return { key, tone, label, headline, detail };
}

/** "1.9 s"; a dash where nothing is known. */
export function seconds(value) {
  return Number.isFinite(value) ? `${value.toFixed(1)} s` : "–";
}
