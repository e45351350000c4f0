// OpenAI's own client, responses.
import OpenAI from "openai";
import { chat, describe, words } from "./openai-chat.mjs";
import { atOnce, cache, pieces, report, REPORT_SCHEMA, run, TOOL, TOOL_SCHEMA, TOOL_TEXT, weather } from "./features.mjs";

const client = new OpenAI();
const TOOLS = [{ type: "function", name: TOOL, description: TOOL_TEXT, parameters: TOOL_SCHEMA, strict: true }];

const user = (content) => [{ role: "user", content }];

function create(request, more = {}) {
  const { model, prompt, retries } = request;
  const body = { model, input: prompt, store: false, ...more };
  return client.responses.create(body, { maxRetries: retries ?? 2 });
}

const reason = (answer) => answer.incomplete_details?.reason ?? answer.status;

async function loop(request, ask) {
  const input = user(request.prompt);
  const { output } = await ask({ input, tools: TOOLS });
  const call = output.find((item) => item.type === "function_call");
  const { city } = JSON.parse(call.arguments);
  input.push(...output, { type: "function_call_output", call_id: call.call_id, output: weather(city) });
  return `${call.name} ${city}: ${(await ask({ input, tools: TOOLS })).output_text}`;
}

const THINKING = {
  reasoning: { effort: "low", summary: "auto" },
  include: ["reasoning.encrypted_content"],
  max_output_tokens: 4096,
};

function thoughts(answer) {
  const thought = answer.output.find((item) => item.type === "reasoning");
  return `${thought.summary[0].text} => ${answer.output_text}`;
}

await run(
  {
    embeddings: chat.embeddings,
    models: chat.models,
    async plain(request) {
      return (await create(request)).output_text;
    },
    async stop(request) {
      const answer = await create(request);
      return `${reason(answer)}: ${answer.output_text}`;
    },
    async stream(request) {
      const texts = [];
      for await (const event of await create(request, { stream: true })) {
        if (event.type === "response.output_text.delta") {
          texts.push(event.delta);
        }
      }
      return pieces(texts);
    },
    async stopStream({ model, prompt }) {
      const answer = await client.responses.stream({ model, input: prompt, store: false }).finalResponse();
      return `${reason(answer)}: ${answer.output_text}`;
    },
    tools(request) {
      return loop(request, (more) => create(request, more));
    },
    toolsStream(request) {
      const { model } = request;
      return loop(request, (more) => client.responses.stream({ model, store: false, ...more }).finalResponse());
    },
    async image(request) {
      const content = [
        { type: "input_text", text: request.prompt },
        { type: "input_image", image_url: `data:image/png;base64,${request.image}`, detail: "auto" },
      ];
      return (await create(request, { input: user(content) })).output_text;
    },
    async structured(request) {
      const format = { type: "json_schema", name: "report", strict: true, schema: REPORT_SCHEMA };
      return report(JSON.parse((await create(request, { text: { format } })).output_text));
    },
    async thinking(request) {
      return thoughts(await create(request, THINKING));
    },
    async thinkingStream({ model, prompt }) {
      const stream = client.responses.stream({ model, input: prompt, store: false, ...THINKING });
      let thought = "";
      stream.on("response.reasoning_summary_text.delta", ({ delta }) => (thought += delta));
      const told = thoughts(await stream.finalResponse());
      if (!thought || !told.startsWith(thought)) {
        throw new Error(`streamed was ${thought}, told ${told}`);
      }
      return told;
    },
    thinkingTools(request) {
      return loop(request, (more) => create(request, { ...more, ...THINKING }));
    },
    async caching(request) {
      const text = { type: "input_text", text: request.system, prompt_cache_breakpoint: { mode: "explicit" } };
      const input = [{ role: "developer", content: [text] }, ...user(request.prompt)];
      const first = (await create(request, { input })).usage.input_tokens_details;
      const second = (await create(request, { input })).usage.input_tokens_details;
      return cache(first.cache_write_tokens, second.cached_tokens);
    },
    async countTokens({ model, prompt }) {
      const counted = await client.responses.inputTokens.count({ model, input: prompt });
      return counted.input_tokens > 0 ? "counted" : JSON.stringify(counted);
    },
    async document(request) {
      const content = [
        { type: "input_file", filename: "weather.pdf", file_data: `data:application/pdf;base64,${request.document}` },
        { type: "input_text", text: request.prompt },
      ];
      return (await create(request, { input: user(content) })).output_text;
    },
    async cancel(request) {
      for await (const event of await create(request, { stream: true })) {
        if (event.type === "response.output_text.delta") {
          return "gone after the first piece";
        }
      }
    },
    parallel(request) {
      return atOnce(request.calls, () => this.plain(request));
    },
  },
  describe,
  words,
);
