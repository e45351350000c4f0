// Anthropic's own client.
import Anthropic, { APIError } from "@anthropic-ai/sdk";
import { atOnce, cache, cited, pieces, report, REPORT_SCHEMA, run, TOOL, TOOL_SCHEMA, TOOL_TEXT, weather } from "./features.mjs";

const client = new Anthropic();
const TOOLS = [{ name: TOOL, description: TOOL_TEXT, input_schema: TOOL_SCHEMA }];
const THINKING = { type: "enabled", budget_tokens: 1024 };

const user = (content) => [{ role: "user", content }];

const text = (message) => message.content.map((block) => block.text ?? "").join("");

function body({ model, prompt }, more = {}) {
  return { model, max_tokens: 2048, messages: user(prompt), ...more };
}

const create = (request, more) => client.messages.create(body(request, more), { maxRetries: request.retries ?? 2 });

const final = (request, more) => client.messages.stream(body(request, more)).finalMessage();

async function loop(request, ask, more = {}) {
  const messages = user(request.prompt);
  const { content } = await ask(request, { messages, tools: TOOLS, ...more });
  const use = content.find((block) => block.type === "tool_use");
  messages.push(
    { role: "assistant", content },
    ...user([{ type: "tool_result", tool_use_id: use.id, content: weather(use.input.city) }]),
  );
  return `${use.name} ${use.input.city}: ${text(await ask(request, { messages, tools: TOOLS, ...more }))}`;
}

function thoughts(message) {
  const thought = message.content.find((block) => block.type === "thinking");
  if (!thought.signature) {
    throw new Error(`no signature: ${JSON.stringify(message)}`);
  }
  return `${thought.thinking} => ${text(message)}`;
}

const reason = (message) => `${message.stop_reason}: ${text(message)}`;

await run(
  {
    async plain(request) {
      return text(await create(request));
    },
    async stop(request) {
      return reason(await create(request));
    },
    async stream(request) {
      const texts = [];
      await client.messages
        .stream(body(request))
        .on("text", (piece) => texts.push(piece))
        .finalMessage();
      return pieces(texts);
    },
    async stopStream(request) {
      return reason(await final(request));
    },
    tools(request) {
      return loop(request, create);
    },
    toolsStream(request) {
      return loop(request, final);
    },
    async image(request) {
      const source = { type: "base64", media_type: "image/png", data: request.image };
      const content = [{ type: "image", source }, { type: "text", text: request.prompt }];
      return text(await create(request, { messages: user(content) }));
    },
    async document(request) {
      const source = { type: "base64", media_type: "application/pdf", data: request.document };
      const content = [{ type: "document", title: "weather", source }, { type: "text", text: request.prompt }];
      return text(await create(request, { messages: user(content) }));
    },
    async citations(request) {
      const source = { type: "text", media_type: "text/plain", data: request.source };
      const document = { type: "document", title: "weather", source, citations: { enabled: true } };
      const message = await create(request, { messages: user([document, { type: "text", text: request.prompt }]) });
      return cited(text(message), message.content[0].citations[0].document_title);
    },
    async structured(request) {
      const format = { type: "json_schema", schema: REPORT_SCHEMA };
      return report(JSON.parse(text(await create(request, { output_config: { format } }))));
    },
    async thinking(request) {
      return thoughts(await create(request, { thinking: THINKING }));
    },
    async thinkingStream(request) {
      return thoughts(await final(request, { thinking: THINKING }));
    },
    thinkingTools(request) {
      return loop(request, create, { thinking: THINKING });
    },
    async caching(request) {
      const system = [{ type: "text", text: request.system, cache_control: { type: "ephemeral" } }];
      const first = (await create(request, { system })).usage;
      const second = (await create(request, { system })).usage;
      return cache(first.cache_creation_input_tokens, second.cache_read_input_tokens);
    },
    async cancel(request) {
      const stream = client.messages.stream(body(request));
      for await (const event of stream) {
        if (event.type === "content_block_delta") {
          stream.abort();
          return "gone after the first piece";
        }
      }
    },
    parallel(request) {
      return atOnce(request.calls, () => this.plain(request));
    },
    async countTokens({ model, prompt }) {
      const counted = await client.messages.countTokens({ model, messages: user(prompt) });
      return counted.input_tokens > 0 ? "counted" : JSON.stringify(counted);
    },
    async models() {
      const ids = [];
      for await (const model of client.models.list()) {
        ids.push(model.id);
      }
      return ids.sort().join();
    },
  },
  (error) =>
    error instanceof APIError &&
    `${error.constructor.name} ${error.status ?? "in a stream"} ${error.error?.error?.type}`,
  (error) => error.error?.error?.message ?? error.message,
);
