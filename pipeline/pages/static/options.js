// What an overlay is asked to look like: everything stands in the address, and what is wrong there is named.

const SHADOWS = {
  none: "none",
  soft: "",
  outline:
    "-0.05em -0.05em 0 #000, 0.05em -0.05em 0 #000, -0.05em 0.05em 0 #000, 0.05em 0.05em 0 #000, 0 0 0.2em #000",
  glow: "0 0 0.15em #000, 0 0 0.4em #000, 0 0 0.8em #000",
};

export const DEFAULTS = {
  lang: ["en"], // BCP 47 tags by commas: one above the other
  lines: 2, // of each language, 1 to 6
  size: "48px", // pixels, or a CSS length such as 5vw
  font: "", // a family; empty: one that suits the language
  color: "", // any CSS colour; # as %23
  shadow: "soft", // none, soft, outline, glow, or a CSS text-shadow
  position: "bottom", // top, middle, bottom
  align: "start", // of the lines in their block, which stands in the middle: start, center, end
  bg: "transparent", // of the page: transparent, or a CSS colour for a chroma key
  box: "", // a CSS colour behind the lines
  drafts: true, // 1, 0: show words before they are final
  hold: 8, // seconds until the last caption vanishes; 0: it stays
  debug: false, // 1, 0: say what is wrong, and whether the connection stands
};

const oneOf = (...values) => (text) => (values.includes(text) ? text : undefined);
const yesNo = (text) => ({ 1: true, true: true, 0: false, false: false })[text];

function between(least, most) {
  return (text) => {
    const value = Number(text);
    return text !== "" && value >= least && value <= most ? value : undefined;
  };
}

/** Readers of the options; each gives undefined for what it cannot be. `supports(property, value)` is CSS's. */
function readers(supports) {
  const css = (property) => (text) => (supports(property, text) ? text : undefined);
  return {
    lang: (text) => {
      const tags = text.split(",").map((tag) => tag.trim());
      return tags.every((tag) => /^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/.test(tag)) ? tags : undefined;
    },
    lines: (text) => (/^[1-6]$/.test(text) ? Number(text) : undefined),
    size: (text) => {
      const length = /^\d+(\.\d+)?$/.test(text) ? `${text}px` : text;
      return /^[\d.]/.test(length) && supports("font-size", length) ? length : undefined;
    },
    font: (text) => (/^[^"\\;{}<>]{1,80}$/.test(text) ? text : undefined),
    color: css("color"),
    shadow: (text) => (Object.hasOwn(SHADOWS, text) || supports("text-shadow", text) ? text : undefined),
    position: oneOf("top", "middle", "bottom"),
    align: oneOf("start", "center", "end"),
    bg: css("background-color"),
    box: css("background-color"),
    drafts: yesNo,
    hold: between(0, 3600),
    debug: yesNo,
  };
}

/** { options, faults }: options of the query, defaults for what is not there or wrong, and what is wrong. */
export function read(query, supports) {
  const options = { ...DEFAULTS };
  const faults = [];
  const known = readers(supports);
  for (const [key, text] of query) {
    const reader = Object.hasOwn(known, key) ? known[key] : null;
    const value = reader?.(text.trim());
    if (value !== undefined) options[key] = value;
    else if (reader) faults.push(`${key}=${text} is not possible here; ${key}=${DEFAULTS[key]} is used`);
    else faults.push(`${key} is no option; there are ${Object.keys(known).join(", ")}`);
  }
  return { options, faults };
}

/** The CSS text-shadow of an option; "" for the page's own. */
export const shadow = (option) => SHADOWS[option] ?? option;
