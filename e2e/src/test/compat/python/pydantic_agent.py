"""Agents of pydantic-ai, on its models of OpenAI, Anthropic or Bedrock."""

import asyncio
import base64
import sys

from features import WEATHER_TEXT, pieces, report, run, weather
from pydantic import BaseModel
from pydantic_ai import Agent, BinaryContent
from pydantic_ai.exceptions import ContentFilterError, ModelAPIError, ModelHTTPError
from pydantic_ai.messages import ThinkingPart, ToolCallPart


class Report(BaseModel):
    """The weather of a city."""

    city: str
    degrees: int


def get_weather(city: str) -> str:
    return weather(city)


get_weather.__doc__ = WEATHER_TEXT


class Agents:
    def __init__(self, kind):
        self.kind = kind

    def agent(self, request, **more):
        settings = {"max_tokens": 2048}
        settings.update(more.pop("settings", {}))
        return Agent(self.model(request), model_settings=settings, **more)

    def model(self, request):
        name = request["model"]
        if self.kind == "openai":
            from openai import AsyncOpenAI
            from pydantic_ai.models.openai import OpenAIChatModel
            from pydantic_ai.providers.openai import OpenAIProvider

            client = AsyncOpenAI(max_retries=request.get("retries", 2))
            return OpenAIChatModel(name, provider=OpenAIProvider(openai_client=client))
        if self.kind == "anthropic":
            from anthropic import AsyncAnthropic
            from pydantic_ai.models.anthropic import AnthropicModel
            from pydantic_ai.providers.anthropic import AnthropicProvider

            client = AsyncAnthropic(max_retries=request.get("retries", 2))
            return AnthropicModel(name, provider=AnthropicProvider(anthropic_client=client))
        import boto3
        from botocore.config import Config
        from pydantic_ai.models.bedrock import BedrockConverseModel
        from pydantic_ai.providers.bedrock import BedrockProvider

        attempts = 1 if request.get("retries") == 0 else 3
        config = Config(retries={"total_max_attempts": attempts}, max_pool_connections=60)
        client = boto3.client("bedrock-runtime", config=config)
        return BedrockConverseModel(name, provider=BedrockProvider(bedrock_client=client))

    def plain(self, request):
        return self.agent(request).run_sync(request["prompt"]).output

    def stop(self, request):
        result = self.agent(request).run_sync(request["prompt"])
        return f"{result.response.finish_reason}: {result.output}"

    def stream(self, request):
        async def streamed():
            async with self.agent(request).run_stream(request["prompt"]) as result:
                return pieces([text async for text in result.stream_text(delta=True, debounce_by=None)])

        return asyncio.run(streamed())

    def stop_stream(self, request):
        async def streamed():
            async with self.agent(request).run_stream(request["prompt"]) as result:
                text = await result.get_output()
                return f"{result.response.finish_reason}: {text}"

        return asyncio.run(streamed())

    @staticmethod
    def told(result):
        calls = [part for m in result.all_messages() for part in m.parts if isinstance(part, ToolCallPart)]
        return f"{calls[0].tool_name} {calls[0].args_as_dict()['city']}: "

    def tools(self, request):
        result = self.agent(request, tools=[get_weather]).run_sync(request["prompt"])
        return self.told(result) + result.output

    def tools_stream(self, request):
        async def streamed():
            agent = self.agent(request, tools=[get_weather])
            async with agent.run_stream(request["prompt"]) as result:
                output = await result.get_output()
                return self.told(result) + output

        return asyncio.run(streamed())

    def image(self, request):
        image = BinaryContent(base64.b64decode(request["image"]), media_type="image/png")
        return self.agent(request).run_sync([request["prompt"], image]).output

    def structured(self, request):
        output = self.agent(request, output_type=Report).run_sync(request["prompt"]).output
        return report(output.model_dump())

    def thought(self, request, **more):
        fields = {"type": "enabled", "budget_tokens": 1024}
        settings = {
            "openai": {"openai_reasoning_effort": "low", "max_tokens": 4096},
            "anthropic": {"anthropic_thinking": fields},
            "bedrock": {"bedrock_additional_model_requests_fields": {"thinking": fields}},
        }[self.kind]
        return self.agent(request, settings=settings, **more).run_sync(request["prompt"])

    def thinking(self, request):
        result = self.thought(request)
        thoughts = [part for part in result.response.parts if isinstance(part, ThinkingPart)]
        return f"{thoughts[0].content if thoughts else 'no thought'} => {result.output}"

    def thinking_tools(self, request):
        result = self.thought(request, tools=[get_weather])
        return self.told(result) + result.output

    def caching(self, request):
        cache = {"anthropic": "anthropic_cache_instructions", "bedrock": "bedrock_cache_instructions"}
        agent = self.agent(request, instructions=request["system"], settings={cache[self.kind]: True})
        first = agent.run_sync(request["prompt"]).usage
        second = agent.run_sync(request["prompt"]).usage
        first, second = (each() if callable(each) else each for each in (first, second))
        assert first.cache_write_tokens == second.cache_read_tokens > 0, (first, second)
        return "written, then read"

    def cancel(self, request):
        async def streamed():
            async with self.agent(request).run_stream(request["prompt"]) as result:
                async for text in result.stream_text(delta=True, debounce_by=None):
                    if text:
                        return "gone after the first piece"

        return asyncio.run(streamed())

    def parallel(self, request):
        async def all_at_once():
            agent = self.agent(request)
            calls = [agent.run(request["prompt"]) for _ in range(request["calls"])]
            return sum(1 for each in await asyncio.gather(*calls) if each.output)

        return str(asyncio.run(all_at_once()))


class AgentsOfOpenAi(Agents):
    # OpenAI's form has nothing to mark a prefix with.
    caching = None


def answered(error):
    """What the server said, in whichever form."""
    body = error.body if isinstance(error, ModelHTTPError) and isinstance(error.body, dict) else {}
    said = body.get("error", body.get("Error", body))
    return {name.lower(): value for name, value in said.items()}


def describe(error):
    said = answered(error)
    status = error.status_code if isinstance(error, ModelHTTPError) else "in a stream"
    return f"{type(error).__name__} {status} {said.get('code') or said.get('type')}"


def words(error):
    return answered(error).get("message") or str(error)


if __name__ == "__main__":
    kind = sys.argv[1]
    agents = AgentsOfOpenAi(kind) if kind == "openai" else Agents(kind)
    run(agents, (ModelAPIError, ContentFilterError), describe, words)
