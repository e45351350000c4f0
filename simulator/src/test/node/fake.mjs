// Starts the other fake with the answers that the cases want; prints its URL, and ends with its
// standard input.
import { LLMock } from "@copilotkit/aimock";

const mock = new LLMock({ port: 0, host: "127.0.0.1" });
const weather = (city, id) => ({ id, name: "weather", arguments: JSON.stringify({ city }) });
mock.onMessage("say", { content: "Hello there, my friend." });
mock.onMessage("one tool", { toolCalls: [weather("Bern", "t1")] });
mock.onMessage("two tools", {
  content: "Let me see.",
  toolCalls: [weather("Bern", "t1"), weather("Berlin", "t2")],
});
mock.onMessage("think", { content: "Hello there, my friend.", reasoning: "They say hello." });
mock.onMessage("stop early", { content: "Hello there, my", finishReason: "length" });
mock.onMessage("fail", {
  error: { message: "Too many requests", type: "ThrottlingException" },
  status: 429,
});
await mock.start();
console.log(mock.url);
process.stdin.on("end", () => process.exit(0)).resume();
