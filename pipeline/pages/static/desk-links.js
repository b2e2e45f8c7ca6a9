// The studio's addresses: what to give to viewers, to the broadcast and to players.

import { ROOT, stream } from "./place.js";

const part = (id) => document.getElementById(id);

/** Draw them; the overlay's is for the first translation. */
export function drawLinks(languages, links) {
  const name = encodeURIComponent(stream());
  const first = languages.find((tag) => !tag.startsWith("zh")) ?? languages[0] ?? "en";
  const captions = new URL(`v1/streams/${name}/captions`, ROOT);
  captions.protocol = captions.protocol === "https:" ? "wss:" : "ws:";
  const rows = [
    ["Watch", new URL(`watch/${name}`, ROOT).href],
    ["Stage", new URL(`watch/${name}?stage=1&video=0&lang=${first}`, ROOT).href],
    ["Overlay", new URL(`overlay/${name}?lang=${first}&lines=2&size=48`, ROOT).href],
    ...("master" in links && !links.master ? [] : [["Player (HLS)", new URL(`hls/${name}/master.m3u8`, ROOT).href]]),
    ["WebSocket", captions.href],
  ];
  part("links").replaceChildren(...rows.map(([label, url]) => row(label, url)));
}

function row(label, url) {
  const line = document.createElement("li");
  const name = document.createElement("span");
  const link = document.createElement(url.startsWith("ws") ? "code" : "a");
  const copy = document.createElement("button");
  name.textContent = label;
  link.textContent = url;
  if (link.tagName === "A") Object.assign(link, { href: url, target: "_blank", rel: "noopener" });
  copy.type = "button";
  copy.textContent = "Copy";
  copy.setAttribute("aria-label", `Copy the address: ${label}`);
  copy.onclick = async () => {
    try {
      await navigator.clipboard.writeText(url);
      part("copied").textContent = `${label}: copied.`;
    } catch {
      part("copied").textContent = "This browser does not let the page copy: copy the link itself.";
    }
  };
  line.append(name, link, copy);
  return line;
}
