// A table of terms: text in columns set apart by tabs, and the rows that an operator edits.

export const KEEP = "keep";

/** { columns, rows, notes }: columns without the first; a row is { source, keep, cells: { tag: text } }. */
export function parse(text) {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const notes = lines.filter((line) => line.trimStart().startsWith("#"));
  const [header, ...rest] = lines.filter((line) => line.trim() && !line.trimStart().startsWith("#"));
  if (!header) return { columns: [], rows: [], notes };
  const names = header.split("\t").map((cell) => cell.trim()).slice(1);
  const rows = rest.map((line) => {
    const [source, ...given] = line.split("\t").map((cell) => cell.trim());
    const row = { source, keep: false, cells: {} };
    names.forEach((name, index) => {
      if (name.toLowerCase() === KEEP) row.keep = Boolean(given[index]);
      else if (given[index]) row.cells[name] = given[index];
    });
    return row;
  });
  return { columns: names.filter((name) => name.toLowerCase() !== KEEP), rows, notes };
}

/** The text of a table; "" where no row has a term. */
export function format({ columns, rows, notes }) {
  const tidy = (cell) => (cell ?? "").replace(/\s+/g, " ").trim();
  const kept = rows.filter(({ source }) => tidy(source));
  if (!kept.length) return "";
  const used = columns.filter((tag) => kept.some(({ cells }) => tidy(cells[tag])));
  const lines = kept.map(({ source, keep, cells }) =>
    [tidy(source), keep ? KEEP : "", ...used.map((tag) => tidy(cells[tag]))].join("\t").trimEnd(),
  );
  return [...notes, ["zh", KEEP, ...used].join("\t"), ...lines, ""].join("\n");
}
