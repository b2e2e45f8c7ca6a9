// The control API of one stream. The operator's token stays in this tab and goes nowhere but into a header.

import { ROOT, stream } from "./place.js";

const KEY = "zimu.token";

export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const giveToken = (token) => sessionStorage.setItem(KEY, token);

/** Ask for a path below the stream's; returns the answer's JSON or text. Throws Refusal. */
export async function ask(path = "", { method = "GET", json, text } = {}) {
  const headers = {};
  const token = sessionStorage.getItem(KEY);
  if (token) headers.Authorization = `Bearer ${token}`;
  if (json !== undefined) headers["Content-Type"] = "application/json";
  if (text !== undefined) headers["Content-Type"] = "text/tab-separated-values; charset=utf-8";
  const body = json === undefined ? text : JSON.stringify(json);
  const url = new URL(`v1/streams/${encodeURIComponent(stream())}${path}`, ROOT);
  let answer;
  try {
    answer = await fetch(url, { method, headers, body, cache: "no-store" });
  } catch {
    throw new Refusal(0, "the server does not answer");
  }
  const isJson = answer.headers.get("content-type")?.includes("json");
  const content = isJson ? await answer.json() : await answer.text();
  if (answer.ok) return content;
  throw new Refusal(answer.status, (isJson ? content.error : content) || `the server answered ${answer.status}`);
}
