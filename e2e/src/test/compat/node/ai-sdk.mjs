// Vercel's AI SDK, on its providers for OpenAI (chat, or responses as by default), Anthropic or Bedrock.
import { createAmazonBedrock } from "@ai-sdk/amazon-bedrock";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { APICallError, embed, generateText, isStepCount, Output, stepCountIs, streamText, tool } from "ai";
import { z } from "zod";
import { atOnce, cache, cited, pieces, report, run, TOOL, TOOL_TEXT, weather } from "./features.mjs";

const THINKING = {
  // It takes what the provider has said for kept there, unless it is told otherwise.
  responses: { openai: { store: false, reasoningEffort: "low", reasoningSummary: "auto", forceReasoning: true } },
  anthropic: { anthropic: { thinking: { type: "enabled", budgetTokens: 1024 } } },
  bedrock: { bedrock: { reasoningConfig: { type: "enabled", budgetTokens: 1024 } } },
};
const CACHED = {
  openai: { openai: { promptCacheBreakpoint: { mode: "explicit" } } },
  responses: { openai: { promptCacheBreakpoint: { mode: "explicit" } } },
  anthropic: { anthropic: { cacheControl: { type: "ephemeral" } } },
  bedrock: { bedrock: { cachePoint: { type: "default" } } },
};

const kind = process.argv[2];
const provider = {
  openai: () => createOpenAI(),
  responses: () => createOpenAI(),
  // Its base URL has to have the version in it, which the variable of Anthropic's own has not.
  anthropic: () => createAnthropic({ baseURL: `${process.env.ANTHROPIC_BASE_URL}/v1` }),
  // It finds the address by AWS's variable, but no container credentials: any keys do.
  bedrock: () =>
    createAmazonBedrock({ accessKeyId: "k8s-ai-sidecar", secretAccessKey: "k8s-ai-sidecar" }),
}[kind]();

const steps = stepCountIs ?? isStepCount;

function options({ model, prompt, retries }, more = {}) {
  return {
    model: kind === "openai" ? provider.chat(model) : provider(model),
    maxOutputTokens: 2048,
    maxRetries: retries ?? 2,
    ...(!more.messages && { prompt }),
    ...more,
  };
}

/** Streams a text; what goes wrong is thrown. */
function streamed(request, more) {
  let wrong = null;
  const result = streamText(options(request, { ...more, onError: ({ error }) => (wrong = error) }));
  const check = () => {
    if (wrong) {
      throw wrong;
    }
  };
  return { result, check };
}

function withTool(asked) {
  const get_weather = tool({
    description: TOOL_TEXT,
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => weather((asked.city = city)),
  });
  return { tools: { [TOOL]: get_weather }, stopWhen: steps(3) };
}

const features = {
  async plain(request) {
    return (await generateText(options(request))).text;
  },
  async stop(request) {
    const answer = await generateText(options(request));
    return `${answer.finishReason}: ${answer.text}`;
  },
  async stream(request) {
    const { result, check } = streamed(request);
    const texts = [];
    for await (const text of result.textStream) {
      texts.push(text);
    }
    check();
    return pieces(texts);
  },
  async stopStream(request) {
    const { result, check } = streamed(request);
    const text = await result.text;
    check();
    return `${await result.finishReason}: ${text}`;
  },
  async tools(request) {
    const asked = {};
    const answer = await generateText(options(request, withTool(asked)));
    return `${TOOL} ${asked.city}: ${answer.text}`;
  },
  async toolsStream(request) {
    const asked = {};
    const { result, check } = streamed(request, withTool(asked));
    const text = await result.text;
    check();
    return `${TOOL} ${asked.city}: ${text}`;
  },
  async image(request) {
    const image = { type: "image", image: request.image, mediaType: "image/png" };
    const content = [{ type: "text", text: request.prompt }, image];
    return (await generateText(options(request, { messages: [{ role: "user", content }] }))).text;
  },
  async document(request) {
    const file = { type: "file", data: request.document, mediaType: "application/pdf", filename: "weather.pdf" };
    const content = [{ type: "text", text: request.prompt }, file];
    return (await generateText(options(request, { messages: [{ role: "user", content }] }))).text;
  },
  async structured(request) {
    const schema = z.object({ city: z.string(), degrees: z.number().int() });
    const answer = await generateText(options(request, { output: Output.object({ schema }) }));
    return report(answer.output);
  },
  async cancel(request) {
    const abort = new AbortController();
    const { result } = streamed(request, { abortSignal: abort.signal });
    for await (const text of result.textStream) {
      if (text) {
        abort.abort();
        return "gone after the first piece";
      }
    }
  },
  parallel(request) {
    return atOnce(request.calls, () => this.plain(request));
  },
};

features.caching = async (request) => {
  const system = { role: "system", content: request.system, providerOptions: CACHED[kind] };
  const messages = [system, { role: "user", content: request.prompt }];
  const more = { messages, allowSystemInMessages: true };
  const first = (await generateText(options(request, more))).usage.inputTokenDetails;
  const second = (await generateText(options(request, more))).usage.inputTokenDetails;
  return cache(first.cacheWriteTokens, second.cacheReadTokens);
};

// Its chat for OpenAI reads no thoughts.
if (kind !== "openai") {
  const thoughtful = { maxOutputTokens: 4096, providerOptions: THINKING[kind] };
  features.thinking = async (request) => {
    const answer = await generateText(options(request, thoughtful));
    return `${answer.reasoningText} => ${answer.text}`;
  };
  features.thinkingStream = async (request) => {
    const { result, check } = streamed(request, thoughtful);
    const text = await result.text;
    check();
    return `${await result.reasoningText} => ${text}`;
  };
  features.thinkingTools = async (request) => {
    const asked = {};
    const more = { ...withTool(asked), ...thoughtful };
    const answer = await generateText(options(request, more));
    return `${TOOL} ${asked.city}: ${answer.text}`;
  };
}

// Its provider for Bedrock gives a cited text without what it cites.
if (kind === "anthropic") {
  features.citations = async (request) => {
    const providerOptions = { anthropic: { citations: { enabled: true }, title: "weather" } };
    const data = Buffer.from(request.source);
    const content = [
      { type: "file", data, mediaType: "text/plain", providerOptions },
      { type: "text", text: request.prompt },
    ];
    const answer = await generateText(options(request, { messages: [{ role: "user", content }] }));
    return cited(answer.text, answer.sources[0].title);
  };
} else {
  features.embeddings = async ({ model, prompt }) => {
    const { embedding } = await embed({ model: provider.embeddingModel(model), value: prompt });
    return String(embedding.length);
  };
}

const cause = (error) => error.lastError ?? error;

await run(
  features,
  (error) => {
    const { name, statusCode, data } = cause(error);
    if (name === "AI_StreamProviderError") {
      return `${name} in a stream`;
    }
    const type = data?.error?.type ?? data?.type ?? "";
    return APICallError.isInstance(cause(error)) && `${name} ${statusCode} ${type}`.trim();
  },
  (error) => cause(error).message,
);
