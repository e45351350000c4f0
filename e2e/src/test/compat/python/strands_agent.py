"""Strands agents, on Bedrock's models as by default."""

import asyncio
import base64

import boto3_bedrock
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError
from features import WEATHER_TEXT, cited, pieces, report, run, weather
from pydantic import BaseModel
from strands import Agent, tool
from strands.models import BedrockModel
from strands.types.exceptions import ModelThrottledException


class Report(BaseModel):
    """The weather of a city."""

    city: str
    degrees: int


@tool(description=WEATHER_TEXT)
def get_weather(city: str) -> str:
    """Tells the weather of a city."""
    return weather(city)


class Agents:
    def agent(self, request, streaming=True, tools=(), prompt=None, **more):
        attempts = 1 if request.get("retries") == 0 else 3
        model = BedrockModel(
            boto_client_config=Config(retries={"total_max_attempts": attempts}, max_pool_connections=60),
            model_id=request["model"],
            streaming=streaming,
            **more,
        )
        options = {"retry_strategy": None} if request.get("retries") == 0 else {}
        return Agent(model=model, tools=list(tools), system_prompt=prompt, callback_handler=None, **options)

    @staticmethod
    def text(message):
        return "".join(block.get("text", "") for block in message["content"])

    def plain(self, request):
        return self.text(self.agent(request, streaming=False)(request["prompt"]).message)

    def stop(self, request):
        result = self.agent(request, streaming=False)(request["prompt"])
        return f"{result.stop_reason}: {self.text(result.message)}"

    def stream(self, request):
        async def streamed():
            events = self.agent(request).stream_async(request["prompt"])
            return pieces([event["data"] async for event in events if "data" in event])

        return asyncio.run(streamed())

    def stop_stream(self, request):
        result = self.agent(request)(request["prompt"])
        return f"{result.stop_reason}: {self.text(result.message)}"

    def loop(self, request, streaming, **more):
        agent = self.agent(request, streaming, [get_weather], **more)
        result = agent(request["prompt"])
        uses = [block["toolUse"] for m in agent.messages for block in m["content"] if "toolUse" in block]
        return f"{uses[0]['name']} {uses[0]['input']['city']}: {self.text(result.message)}"

    def tools(self, request):
        return self.loop(request, streaming=False)

    def tools_stream(self, request):
        return self.loop(request, streaming=True)

    def image(self, request):
        image = {"format": "png", "source": {"bytes": base64.b64decode(request["image"])}}
        return self.text(self.agent(request)([{"text": request["prompt"]}, {"image": image}]).message)

    def document(self, request):
        source = {"bytes": base64.b64decode(request["document"])}
        document = {"format": "pdf", "name": "weather", "source": source}
        return self.text(self.agent(request)([{"document": document}, {"text": request["prompt"]}]).message)

    def citations(self, request):
        source = {"bytes": request["source"].encode()}
        document = {"format": "txt", "name": "weather", "source": source, "citations": {"enabled": True}}
        message = self.agent(request)([{"document": document}, {"text": request["prompt"]}]).message
        block = next(block["citationsContent"] for block in message["content"] if "citationsContent" in block)
        text = "".join(part["text"] for part in block["content"])
        return cited(text, block["citations"][0]["title"])

    def structured(self, request):
        result = self.agent(request)(request["prompt"], structured_output_model=Report)
        return report(result.structured_output.model_dump())

    THINKING = {"thinking": {"type": "enabled", "budget_tokens": 1024}}

    def thinking(self, request):
        return self.thought(request, streaming=False)

    def thinking_stream(self, request):
        return self.thought(request, streaming=True)

    def thought(self, request, streaming):
        agent = self.agent(request, streaming, max_tokens=2048, additional_request_fields=self.THINKING)
        message = agent(request["prompt"]).message
        thought = next(block["reasoningContent"] for block in message["content"] if "reasoningContent" in block)
        return f"{thought['reasoningText']['text']} => {self.text(message)}"

    def thinking_tools(self, request):
        return self.loop(request, streaming=False, max_tokens=2048, additional_request_fields=self.THINKING)

    def caching(self, request):
        prompt = [{"text": request["system"]}, {"cachePoint": {"type": "default"}}]
        usages = []
        for _ in range(2):
            result = self.agent(request, prompt=prompt)(request["prompt"])
            usages.append(result.metrics.accumulated_usage)
        written, read = usages[0]["cacheWriteInputTokens"], usages[1]["cacheReadInputTokens"]
        assert written == read > 0, usages
        return "written, then read"

    def count_tokens(self, request):
        model = BedrockModel(model_id=request["model"], use_native_token_count=True)
        messages = [{"role": "user", "content": [{"text": request["prompt"]}]}]
        told = boto3_bedrock.counts(model.client)
        counted = asyncio.run(model.count_tokens(messages))
        return "counted" if [counted] == told and counted > 0 else f"{counted}, but the server said {told}"

    def cancel(self, request):
        async def streamed():
            events = self.agent(request).stream_async(request["prompt"])
            async for event in events:
                if "data" in event:
                    await events.aclose()
                    return "gone after the first piece"

        return asyncio.run(streamed())

    def parallel(self, request):
        async def all_at_once():
            calls = [self.agent(request).invoke_async(request["prompt"]) for _ in range(request["calls"])]
            return sum(1 for each in await asyncio.gather(*calls) if self.text(each.message))

        return str(asyncio.run(all_at_once()))


def describe(error):
    if isinstance(error, ModelThrottledException):
        return type(error).__name__
    return boto3_bedrock.describe(error)


def words(error):
    return str(error) if isinstance(error, ModelThrottledException) else boto3_bedrock.words(error)


if __name__ == "__main__":
    run(Agents(), (ClientError, EventStreamError, ModelThrottledException), describe, words)
