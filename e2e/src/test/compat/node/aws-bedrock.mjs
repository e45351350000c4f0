// AWS's SDK for JavaScript: Converse, InvokeModel and their streams.
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { atOnce, cache, cited, pieces, report, REPORT_SCHEMA, run, TOOL, TOOL_SCHEMA, TOOL_TEXT, weather } from "./features.mjs";

const client = new BedrockRuntimeClient();
const once = new BedrockRuntimeClient({ maxAttempts: 1 });
const TOOLS = { tools: [{ toolSpec: { name: TOOL, description: TOOL_TEXT, inputSchema: { json: TOOL_SCHEMA } } }] };
const THINKING = { thinking: { type: "enabled", budget_tokens: 1024 } };

const user = (...content) => [{ role: "user", content }];

function input({ model, prompt }, more = {}) {
  const inferenceConfig = { maxTokens: 2048 };
  return { modelId: model, messages: user({ text: prompt }), inferenceConfig, ...more };
}

const send = (request, command, options) => (request.retries === 0 ? once : client).send(command, options);

const converse = (request, more) => send(request, new ConverseCommand(input(request, more)));

async function events(request, more, options) {
  return (await send(request, new ConverseStreamCommand(input(request, more)), options)).stream;
}

const content = (answer) => answer.output.message.content;

const text = (answer) =>
  content(answer)
    .map((block) => block.text ?? "")
    .join("");

async function collect(stream) {
  const told = { texts: [], thought: "", reason: null, use: null, given: "" };
  for await (const event of stream) {
    told.thought += event.contentBlockDelta?.delta.reasoningContent?.text ?? "";
    told.texts.push(event.contentBlockDelta?.delta.text);
    told.given += event.contentBlockDelta?.delta.toolUse?.input ?? "";
    told.use = event.contentBlockStart?.start.toolUse ?? told.use;
    told.reason = event.messageStop?.stopReason ?? told.reason;
  }
  return told;
}

const result = (use) =>
  user({ toolResult: { toolUseId: use.toolUseId, content: [{ text: weather(use.input.city) }] } })[0];

async function loop(request, more = {}) {
  const messages = user({ text: request.prompt });
  const first = await converse(request, { messages, toolConfig: TOOLS, ...more });
  const { toolUse } = content(first).find((block) => block.toolUse);
  messages.push(first.output.message, result(toolUse));
  const answer = await converse(request, { messages, toolConfig: TOOLS, ...more });
  return `${toolUse.name} ${toolUse.input.city}: ${text(answer)}`;
}

const claude = ({ model, prompt }) => ({
  modelId: model,
  contentType: "application/json",
  body: JSON.stringify({
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 256,
    messages: [{ role: "user", content: prompt }],
  }),
});

const parsed = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

await run(
  {
    async plain(request) {
      return text(await converse(request));
    },
    async stop(request) {
      const answer = await converse(request);
      return `${answer.stopReason}: ${text(answer)}`;
    },
    async stream(request) {
      return pieces((await collect(await events(request))).texts);
    },
    async stopStream(request) {
      const { texts, reason } = await collect(await events(request));
      return `${reason}: ${texts.join("")}`;
    },
    tools(request) {
      return loop(request);
    },
    async toolsStream(request) {
      const messages = user({ text: request.prompt });
      const told = await collect(await events(request, { messages, toolConfig: TOOLS }));
      const toolUse = { ...told.use, input: JSON.parse(told.given) };
      messages.push({ role: "assistant", content: [{ toolUse }] }, result(toolUse));
      const { texts } = await collect(await events(request, { messages, toolConfig: TOOLS }));
      return `${toolUse.name} ${toolUse.input.city}: ${pieces(texts)}`;
    },
    async image(request) {
      const image = { format: "png", source: { bytes: Buffer.from(request.image, "base64") } };
      return text(await converse(request, { messages: user({ image }, { text: request.prompt }) }));
    },
    async document(request) {
      const source = { bytes: Buffer.from(request.document, "base64") };
      const document = { format: "pdf", name: "weather", source };
      return text(await converse(request, { messages: user({ document }, { text: request.prompt }) }));
    },
    async citations(request) {
      const document = { name: "weather", source: { text: request.source }, citations: { enabled: true } };
      const answer = await converse(request, { messages: user({ document }, { text: request.prompt }) });
      const { citationsContent } = content(answer)[0];
      return cited(citationsContent.content[0].text, citationsContent.citations[0].title);
    },
    async structured(request) {
      const structure = { jsonSchema: { schema: JSON.stringify(REPORT_SCHEMA), name: "report" } };
      const outputConfig = { textFormat: { type: "json_schema", structure } };
      return report(JSON.parse(text(await converse(request, { outputConfig }))));
    },
    async thinking(request) {
      const answer = await converse(request, { additionalModelRequestFields: THINKING });
      const { reasoningContent } = content(answer).find((block) => block.reasoningContent);
      return `${reasoningContent.reasoningText.text} => ${text(answer)}`;
    },
    async thinkingStream(request) {
      const { thought, texts } = await collect(await events(request, { additionalModelRequestFields: THINKING }));
      return `${thought} => ${texts.join("")}`;
    },
    thinkingTools(request) {
      return loop(request, { additionalModelRequestFields: THINKING });
    },
    async caching(request) {
      const system = [{ text: request.system }, { cachePoint: { type: "default" } }];
      const first = (await converse(request, { system })).usage;
      const second = (await converse(request, { system })).usage;
      return cache(first.cacheWriteInputTokens, second.cacheReadInputTokens);
    },
    async cancel(request) {
      const abort = new AbortController();
      for await (const event of await events(request, {}, { abortSignal: abort.signal })) {
        if (event.contentBlockDelta) {
          abort.abort();
          return "gone after the first piece";
        }
      }
    },
    parallel(request) {
      return atOnce(request.calls, () => this.plain(request));
    },
    async invoke(request) {
      const answer = await client.send(new InvokeModelCommand(claude(request)));
      return parsed(answer.body).content[0].text;
    },
    async invokeStream(request) {
      const answer = await client.send(new InvokeModelWithResponseStreamCommand(claude(request)));
      const texts = [];
      for await (const event of answer.body) {
        texts.push(parsed(event.chunk.bytes).delta?.text);
      }
      return pieces(texts);
    },
    async embeddings({ model, prompt }) {
      const body = JSON.stringify({ inputText: prompt });
      const answer = await client.send(
        new InvokeModelCommand({ modelId: model, contentType: "application/json", body }),
      );
      return String(parsed(answer.body).embedding.length);
    },
    async countTokens({ model, prompt }) {
      const asked = { converse: { messages: user({ text: prompt }) } };
      const counted = await client.send(new CountTokensCommand({ modelId: model, input: asked }));
      return counted.inputTokens > 0 ? "counted" : JSON.stringify(counted);
    },
  },
  (error) => error.$fault && `${error.name} ${error.$metadata?.httpStatusCode ?? "in a stream"}`,
);
