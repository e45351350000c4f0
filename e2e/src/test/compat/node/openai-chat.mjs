// OpenAI's own client, chat completions.
import OpenAI, { APIError } from "openai";
import { atOnce, cache, pieces, report, REPORT_SCHEMA, run, TOOL, TOOL_SCHEMA, TOOL_TEXT, weather } from "./features.mjs";

const client = new OpenAI();
const TOOLS = [{ type: "function", function: { name: TOOL, description: TOOL_TEXT, parameters: TOOL_SCHEMA } }];

const user = (content) => [{ role: "user", content }];

function create(request, more = {}) {
  const { model, prompt, retries } = request;
  const body = { model, messages: user(prompt), ...more };
  return client.chat.completions.create(body, { maxRetries: retries ?? 2 });
}

async function collect(chunks) {
  const texts = [];
  let thought = "";
  let reason = null;
  for await (const chunk of chunks) {
    for (const choice of chunk.choices) {
      texts.push(choice.delta.content);
      thought += choice.delta.reasoning_content ?? "";
      reason = choice.finish_reason ?? reason;
    }
  }
  return { texts, thought, reason };
}

async function loop(request, more = {}) {
  const messages = user(request.prompt);
  const message = (await create(request, { messages, tools: TOOLS, ...more })).choices[0].message;
  const call = message.tool_calls[0];
  const { city } = JSON.parse(call.function.arguments);
  messages.push(message, { role: "tool", tool_call_id: call.id, content: weather(city) });
  const answer = (await create(request, { messages, tools: TOOLS, ...more })).choices[0].message.content;
  return `${call.function.name} ${city}: ${answer}`;
}

const THINKING = { reasoning_effort: "low", max_completion_tokens: 4096 };

export const chat = {
  async plain(request) {
    return (await create(request)).choices[0].message.content;
  },
  async stop(request) {
    const choice = (await create(request)).choices[0];
    return `${choice.finish_reason}: ${choice.message.content}`;
  },
  async stream(request) {
    return pieces((await collect(await create(request, { stream: true }))).texts);
  },
  async stopStream(request) {
    const { texts, reason } = await collect(await create(request, { stream: true }));
    return `${reason}: ${texts.join("")}`;
  },
  tools(request) {
    return loop(request);
  },
  async toolsStream(request) {
    let city;
    const runner = client.chat.completions.runTools({
      model: request.model,
      messages: user(request.prompt),
      stream: true,
      tools: [
        {
          type: "function",
          function: {
            name: TOOL,
            description: TOOL_TEXT,
            parameters: TOOL_SCHEMA,
            parse: JSON.parse,
            function: (given) => weather((city = given.city)),
          },
        },
      ],
    });
    const answer = await runner.finalContent();
    return `${TOOL} ${city}: ${answer}`;
  },
  async image(request) {
    const url = `data:image/png;base64,${request.image}`;
    const content = [
      { type: "text", text: request.prompt },
      { type: "image_url", image_url: { url } },
    ];
    return (await create(request, { messages: user(content) })).choices[0].message.content;
  },
  async document(request) {
    const file = { filename: "weather.pdf", file_data: `data:application/pdf;base64,${request.document}` };
    const content = [{ type: "file", file }, { type: "text", text: request.prompt }];
    return (await create(request, { messages: user(content) })).choices[0].message.content;
  },
  async structured(request) {
    const json_schema = { name: "report", strict: true, schema: REPORT_SCHEMA };
    const answer = await create(request, { response_format: { type: "json_schema", json_schema } });
    return report(JSON.parse(answer.choices[0].message.content));
  },
  async thinking(request) {
    const { reasoning_content, content } = (await create(request, THINKING)).choices[0].message;
    return `${reasoning_content} => ${content}`;
  },
  async thinkingStream(request) {
    const { thought, texts } = await collect(await create(request, { stream: true, ...THINKING }));
    return `${thought} => ${texts.join("")}`;
  },
  thinkingTools(request) {
    return loop(request, THINKING);
  },
  async caching(request) {
    // OpenAI's own mark of how far a prompt is to be kept.
    const system = { type: "text", text: request.system, prompt_cache_breakpoint: { mode: "explicit" } };
    const messages = [{ role: "system", content: [system] }, ...user(request.prompt)];
    const first = (await create(request, { messages })).usage.prompt_tokens_details;
    const second = (await create(request, { messages })).usage.prompt_tokens_details;
    return cache(first.cache_write_tokens, second.cached_tokens);
  },
  async cancel(request) {
    for await (const chunk of await create(request, { stream: true })) {
      if (chunk.choices[0]?.delta.content) {
        return "gone after the first piece";
      }
    }
  },
  parallel(request) {
    return atOnce(request.calls, () => this.plain(request));
  },
  async embeddings({ model, prompt }) {
    return String((await client.embeddings.create({ model, input: prompt })).data[0].embedding.length);
  },
  async models() {
    const ids = [];
    for await (const model of client.models.list()) {
      ids.push(model.id);
    }
    return ids.sort().join();
  },
};

export const describe = (error) =>
  error instanceof APIError && `${error.constructor.name} ${error.status ?? "in a stream"} ${error.code}`;

export const words = (error) => error.error?.message ?? error.message;

if (process.argv[1].endsWith("openai-chat.mjs")) {
  await run(chat, describe, words);
}
