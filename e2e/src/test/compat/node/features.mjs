// Runs the features that the driver names, one line of JSON each, and tells what came of them.
import { createInterface } from "node:readline";

export const TOOL = "get_weather";
export const TOOL_TEXT = "Tells the weather of a city.";
export const TOOL_SCHEMA = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false,
};
export const REPORT_SCHEMA = {
  type: "object",
  properties: { city: { type: "string" }, degrees: { type: "integer" } },
  required: ["city", "degrees"],
  additionalProperties: false,
};

export const weather = (city) => `18 degrees in ${city}`;

export const report = (value) => `${value.city} ${value.degrees}`;

/** A text and what it cites, as the driver compares it. */
export const cited = (text, title) => `${text} [${title}]`;

/** How two calls used the cache, if they used it as is right. */
export function cache(written, read) {
  if (!read || written !== read) {
    throw new Error(`written ${written}, read ${read}`);
  }
  return "written, then read";
}

/** A streamed text, which must have come in more than one piece. */
export function pieces(texts) {
  const told = texts.filter(Boolean);
  if (told.length < 2) {
    throw new Error(`not streamed: ${JSON.stringify(told)}`);
  }
  return told.join("");
}

/** Makes calls at once. Returns the number of answers that hold something. */
export async function atOnce(count, call) {
  const answers = await Promise.all(Array.from({ length: count }, call));
  return String(answers.filter(Boolean).length);
}

/**
 * Reads requests until the end of the input.
 *
 * @param client has a method for each feature
 * @param describe tells the kind of an error that a server answered; anything else gives nothing
 * @param words tells the server's words in it
 */
export async function run(client, describe, words = (error) => error.message) {
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    const feature = request.feature;
    const method = client[feature.replace(/-(.)/g, (_, letter) => letter.toUpperCase())];
    let told = { outcome: "absent", saw: "" };
    if (method) {
      try {
        told = { outcome: "works", saw: await method.call(client, request) };
      } catch (error) {
        const refusal = describe(error);
        told = refusal
          ? { outcome: "refused", saw: refusal, message: words(error) }
          : { outcome: "failed", saw: String(error) };
        if (!refusal) {
          console.error(error);
        }
      }
    }
    console.log(JSON.stringify({ feature, ...told }));
  }
}
