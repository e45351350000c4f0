// Asks a Bedrock at argv[2] by Converse and ConverseStream, with AWS's own client, and prints for
// each case what the answers are made of: the members that are set, the order of a stream's events,
// the headers of its frames, and what an error is to its caller.
import { PassThrough } from "node:stream";
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";

const MODEL = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
const CASES = ["say", "one tool", "two tools", "think", "stop early", "fail"];

let wire = [];
// HTTP/1.1, which both speak; the bytes of answers are kept beside.
class Recorder extends NodeHttpHandler {
  async handle(request, options) {
    const result = await super.handle(request, options);
    const seen = new PassThrough();
    wire = [];
    result.response.body.on("data", (bytes) => wire.push(bytes));
    result.response.body.pipe(seen);
    result.response.body = seen;
    return result;
  }
}

const client = new BedrockRuntimeClient({
  endpoint: process.argv[2],
  region: "us-east-1",
  maxAttempts: 1,
  requestHandler: new Recorder(),
});

function input(text) {
  const schema = { type: "object", properties: { city: { type: "string" } } };
  return {
    modelId: MODEL,
    messages: [{ role: "user", content: [{ text }] }],
    toolConfig: { tools: [{ toolSpec: { name: "weather", inputSchema: { json: schema } } }] },
  };
}

function members(value, path, into) {
  if (Array.isArray(value)) {
    value.forEach((each) => members(each, path + "[]", into));
  } else if (value && typeof value === "object" && !(value instanceof Uint8Array)) {
    if (path && Object.keys(value).length === 0) {
      into.add(path + " {}");
    }
    for (const [name, member] of Object.entries(value)) {
      if (member !== undefined && name !== "$metadata" && name !== "$unknown") {
        members(member, path ? path + "." + name : name, into);
      }
    }
  } else {
    into.add(path);
  }
  return into;
}

// The headers of a frame, in the order of its bytes.
function frames(bytes) {
  const seen = new Set();
  for (let at = 0; at < bytes.length; ) {
    const total = bytes.readUInt32BE(at);
    const end = at + 12 + bytes.readUInt32BE(at + 4);
    const names = [];
    for (let header = at + 12; header < end; ) {
      const value = header + 1 + bytes[header];
      names.push(bytes.toString("utf8", header + 1, value) + "=" + bytes[value]);
      header = value + 3 + bytes.readUInt16BE(value + 1);
    }
    seen.add(names.sort().join(" "));
    const payload = JSON.parse(bytes.toString("utf8", end, at + total - 4));
    if (payload.p !== undefined) {
      seen.add("padding");
    }
    at += total;
  }
  return [...seen];
}

function kind(event) {
  const [type, payload] = Object.entries(event)[0];
  const part = payload.delta ?? payload.start;
  const name = part && Object.keys(part)[0];
  return name && name !== "$unknown" ? type + "." + name : type;
}

async function told(call) {
  try {
    return await call();
  } catch (error) {
    return {
      error: [error.name, error.$metadata?.httpStatusCode, error.message].join(" | "),
    };
  }
}

const result = {};
for (const text of CASES) {
  const answer = await told(async () => {
    const output = await client.send(new ConverseCommand(input(text)));
    return {
      members: [...members(output, "", new Set())],
      stopReason: output.stopReason,
      content: output.output.message.content.map((block) => block.text ?? block.toolUse ?? "other"),
    };
  });
  const stream = await told(async () => {
    const output = await client.send(new ConverseStreamCommand(input(text)));
    const order = [];
    const inside = new Set();
    const said = [];
    for await (const event of output.stream) {
      if (order.at(-1) !== kind(event)) {
        order.push(kind(event));
      }
      members(event, "", inside);
      const delta = event.contentBlockDelta?.delta;
      const index = event.contentBlockDelta?.contentBlockIndex;
      if (delta) {
        said[index] = (said[index] ?? "") + (delta.text ?? delta.toolUse?.input ?? "");
      }
    }
    return { order, members: [...inside], said, frames: frames(Buffer.concat(wire)) };
  });
  result[text] = { answer, stream };
}
console.log(JSON.stringify(result, null, 1));
