// Where a page is: the server's root, the stream's name, its options.

export const ROOT = new URL("../", import.meta.url);

/** The last part of the address: /watch/NAME. */
export function stream() {
  return decodeURIComponent(location.pathname.replace(/\/+$/, "").split("/").pop());
}

export const query = new URLSearchParams(location.search);

/** A list by commas in the query. */
export function listed(name) {
  return (query.get(name) ?? "").split(",").map((each) => each.trim()).filter(Boolean);
}

/** Put a list into the address without loading the page again. */
export function remember(name, values) {
  const url = new URL(location.href);
  if (values.length) url.searchParams.set(name, values.join(","));
  else url.searchParams.delete(name);
  history.replaceState(null, "", url);
}
