"""boto3: Converse, InvokeModel and their streams."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError
from features import REPORT_SCHEMA, WEATHER_SCHEMA, WEATHER_TEXT, WEATHER_TOOL, cited, pieces, report, run, weather

TOOLS = {
    "tools": [
        {
            "toolSpec": {
                "name": WEATHER_TOOL,
                "description": WEATHER_TEXT,
                "inputSchema": {"json": WEATHER_SCHEMA},
            }
        }
    ]
}
THINKING = {"thinking": {"type": "enabled", "budget_tokens": 1024}}


class Bedrock:
    def __init__(self):
        self.client = boto3.client("bedrock-runtime", config=Config(max_pool_connections=60))
        self.once = boto3.client("bedrock-runtime", config=Config(retries={"total_max_attempts": 1}))

    def arguments(self, request, messages=None, **more):
        messages = messages or [{"role": "user", "content": [{"text": request["prompt"]}]}]
        inference = {"maxTokens": 2048}
        return {"modelId": request["model"], "messages": messages, "inferenceConfig": inference, **more}

    def api(self, request):
        return self.once if request.get("retries") == 0 else self.client

    def converse(self, request, messages=None, **more):
        return self.api(request).converse(**self.arguments(request, messages, **more))

    def events(self, request, messages=None, **more):
        return self.api(request).converse_stream(**self.arguments(request, messages, **more))["stream"]

    @staticmethod
    def text(answer):
        return "".join(block.get("text", "") for block in answer["output"]["message"]["content"])

    def plain(self, request):
        return self.text(self.converse(request))

    def stop(self, request):
        answer = self.converse(request)
        return f"{answer['stopReason']}: {self.text(answer)}"

    def stream(self, request):
        texts, usage = [], {}
        for event in self.events(request):
            texts.append(event.get("contentBlockDelta", {}).get("delta", {}).get("text"))
            usage = event.get("metadata", {}).get("usage", usage)
        assert usage["outputTokens"] > 0, usage
        return pieces(texts)

    def stop_stream(self, request):
        text, reason = "", None
        for event in self.events(request):
            text += event.get("contentBlockDelta", {}).get("delta", {}).get("text", "")
            reason = event.get("messageStop", {}).get("stopReason", reason)
        return f"{reason}: {text}"

    def loop(self, request, **more):
        messages = [{"role": "user", "content": [{"text": request["prompt"]}]}]
        answer = self.converse(request, messages, toolConfig=TOOLS, **more)
        message = answer["output"]["message"]
        messages.append(message)
        use = next(block["toolUse"] for block in message["content"] if "toolUse" in block)
        city = use["input"]["city"]
        result = {"toolUseId": use["toolUseId"], "content": [{"text": weather(city)}]}
        messages.append({"role": "user", "content": [{"toolResult": result}]})
        return f"{use['name']} {city}: {self.text(self.converse(request, messages, toolConfig=TOOLS, **more))}"

    def tools(self, request):
        return self.loop(request)

    def tools_stream(self, request):
        messages = [{"role": "user", "content": [{"text": request["prompt"]}]}]
        use, given = {}, ""
        for event in self.events(request, messages, toolConfig=TOOLS):
            use = event.get("contentBlockStart", {}).get("start", {}).get("toolUse", use)
            given += event.get("contentBlockDelta", {}).get("delta", {}).get("toolUse", {}).get("input", "")
        use = {**use, "input": json.loads(given)}
        city = use["input"]["city"]
        messages.append({"role": "assistant", "content": [{"toolUse": use}]})
        result = {"toolUseId": use["toolUseId"], "content": [{"text": weather(city)}]}
        messages.append({"role": "user", "content": [{"toolResult": result}]})
        events = self.events(request, messages, toolConfig=TOOLS)
        texts = [event.get("contentBlockDelta", {}).get("delta", {}).get("text") for event in events]
        return f"{use['name']} {city}: {pieces(texts)}"

    def image(self, request):
        image = {"format": "png", "source": {"bytes": base64.b64decode(request["image"])}}
        content = [{"image": image}, {"text": request["prompt"]}]
        return self.text(self.converse(request, [{"role": "user", "content": content}]))

    def document(self, request):
        source = {"bytes": base64.b64decode(request["document"])}
        document = {"format": "pdf", "name": "weather", "source": source}
        content = [{"document": document}, {"text": request["prompt"]}]
        return self.text(self.converse(request, [{"role": "user", "content": content}]))

    def citations(self, request):
        document = {"name": "weather", "source": {"text": request["source"]}, "citations": {"enabled": True}}
        content = [{"document": document}, {"text": request["prompt"]}]
        answer = self.converse(request, [{"role": "user", "content": content}])
        block = answer["output"]["message"]["content"][0]["citationsContent"]
        return cited(block["content"][0]["text"], block["citations"][0]["title"])

    def structured(self, request):
        schema = {"jsonSchema": {"schema": json.dumps(REPORT_SCHEMA), "name": "report"}}
        wanted = {"textFormat": {"type": "json_schema", "structure": schema}}
        return report(json.loads(self.text(self.converse(request, outputConfig=wanted))))

    def thinking(self, request):
        answer = self.converse(request, additionalModelRequestFields=THINKING)
        blocks = answer["output"]["message"]["content"]
        thought = next(block["reasoningContent"] for block in blocks if "reasoningContent" in block)
        assert thought["reasoningText"]["signature"], thought
        return f"{thought['reasoningText']['text']} => {self.text(answer)}"

    def thinking_stream(self, request):
        thought, signature, text = "", "", ""
        for event in self.events(request, additionalModelRequestFields=THINKING):
            delta = event.get("contentBlockDelta", {}).get("delta", {})
            thought += delta.get("reasoningContent", {}).get("text", "")
            signature += delta.get("reasoningContent", {}).get("signature", "")
            text += delta.get("text", "")
        assert signature
        return f"{thought} => {text}"

    def thinking_tools(self, request):
        return self.loop(request, additionalModelRequestFields=THINKING)

    def caching(self, request):
        system = [{"text": request["system"]}, {"cachePoint": {"type": "default"}}]
        first = self.converse(request, system=system)["usage"]
        second = self.converse(request, system=system)["usage"]
        assert first["cacheWriteInputTokens"] == second["cacheReadInputTokens"] > 0, (first, second)
        return "written, then read"

    def cancel(self, request):
        stream = self.events(request)
        for event in stream:
            if "contentBlockDelta" in event:
                stream.close()
                return "gone after the first piece"

    def parallel(self, request):
        with ThreadPoolExecutor(request["calls"]) as threads:
            answers = threads.map(lambda _: self.plain(request), range(request["calls"]))
            return str(sum(1 for each in answers if each))

    @staticmethod
    def claude(request):
        return json.dumps(
            {
                "anthropic_version": "bedrock-2023-05-31",
                "max_tokens": 256,
                "messages": [{"role": "user", "content": request["prompt"]}],
            }
        )

    def invoke(self, request):
        answer = self.client.invoke_model(modelId=request["model"], body=self.claude(request))
        return json.loads(answer["body"].read())["content"][0]["text"]

    def invoke_stream(self, request):
        answer = self.client.invoke_model_with_response_stream(modelId=request["model"], body=self.claude(request))
        events = [json.loads(event["chunk"]["bytes"]) for event in answer["body"]]
        return pieces(event.get("delta", {}).get("text") for event in events)

    def embeddings(self, request):
        body = json.dumps({"inputText": request["prompt"]})
        answer = self.client.invoke_model(modelId=request["model"], body=body)
        return str(len(json.loads(answer["body"].read())["embedding"]))

    def count_tokens(self, request):
        messages = [{"role": "user", "content": [{"text": request["prompt"]}]}]
        counted = self.client.count_tokens(modelId=request["model"], input={"converse": {"messages": messages}})
        return "counted" if counted["inputTokens"] > 0 else str(counted)


def counts(client):
    """The server's own counts of tokens: where it has none, frameworks guess in silence."""
    told = []
    client.meta.events.register(
        "after-call.bedrock-runtime.CountTokens", lambda parsed, **_: told.append(parsed.get("inputTokens"))
    )
    return told


def describe(error):
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", "in a stream")
    return f"{error.response['Error']['Code']} {status}"


def words(error):
    return error.response["Error"]["Message"]


if __name__ == "__main__":
    run(Bedrock(), (ClientError, EventStreamError), describe, words)
