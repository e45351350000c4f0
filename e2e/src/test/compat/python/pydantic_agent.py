"""Agents of pydantic-ai, on its models of OpenAI, Anthropic or Bedrock."""

import asyncio
import base64
import sys

from features import WEATHER_TEXT, cited, pieces, report, run, weather
from pydantic import BaseModel
from pydantic_ai import Agent, BinaryContent
from pydantic_ai.exceptions import ContentFilterError, ModelAPIError, ModelHTTPError
from pydantic_ai.messages import ModelRequest, TextPart, ThinkingPart, ToolCallPart, UserPromptPart
from pydantic_ai.models import ModelRequestParameters


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
        if self.kind in ("openai", "responses"):
            from openai import AsyncOpenAI
            from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
            from pydantic_ai.profiles.openai import OpenAIModelProfile
            from pydantic_ai.providers.openai import OpenAIProvider

            client = AsyncOpenAI(max_retries=request.get("retries", 2))
            kind = OpenAIChatModel if self.kind == "openai" else OpenAIResponsesModel
            # What it would guess from the name of a model of OpenAI's.
            profile = OpenAIModelProfile(
                openai_supports_prompt_cache_breakpoints=True,
                openai_supports_encrypted_reasoning_content=True,
            )
            return kind(name, provider=OpenAIProvider(openai_client=client), profile=profile)
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

    def document(self, request):
        document = BinaryContent(base64.b64decode(request["document"]), media_type="application/pdf")
        return self.agent(request).run_sync([request["prompt"], document]).output

    def citations(self, request):
        document = BinaryContent(request["source"].encode(), media_type="text/plain")
        result = self.agent(request, settings={"citations": True}).run_sync([document, request["prompt"]])
        part = next(part for part in result.response.parts if isinstance(part, TextPart) and part.citations)
        return cited(result.output, part.citations[0].sources[0].title)

    def structured(self, request):
        output = self.agent(request, output_type=Report).run_sync(request["prompt"]).output
        return report(output.model_dump())

    def thoughtful(self, request, **more):
        fields = {"type": "enabled", "budget_tokens": 1024}
        settings = {
            "openai": {"openai_reasoning_effort": "low", "max_tokens": 4096},
            "responses": {
                "openai_reasoning_effort": "low",
                "openai_reasoning_summary": "auto",
                "max_tokens": 4096,
            },
            "anthropic": {"anthropic_thinking": fields},
            "bedrock": {"bedrock_additional_model_requests_fields": {"thinking": fields}},
        }[self.kind]
        return self.agent(request, settings=settings, **more)

    @staticmethod
    def thoughts(response, output):
        thoughts = [part for part in response.parts if isinstance(part, ThinkingPart)]
        return f"{thoughts[0].content if thoughts else 'no thought'} => {output}"

    def thinking(self, request):
        result = self.thoughtful(request).run_sync(request["prompt"])
        return self.thoughts(result.response, result.output)

    def thinking_stream(self, request):
        async def streamed():
            async with self.thoughtful(request).run_stream(request["prompt"]) as result:
                text = await result.get_output()
                return self.thoughts(result.response, text)

        return asyncio.run(streamed())

    def thinking_tools(self, request):
        result = self.thoughtful(request, tools=[get_weather]).run_sync(request["prompt"])
        return self.told(result) + result.output

    def count_tokens(self, request):
        messages = [ModelRequest(parts=[UserPromptPart(request["prompt"])])]
        counted = asyncio.run(self.model(request).count_tokens(messages, None, ModelRequestParameters()))
        return "counted" if counted.input_tokens > 0 else str(counted)

    def embeddings(self, request):
        from pydantic_ai import Embedder

        return str(len(Embedder(self.embedder(request)).embed_query_sync(request["prompt"]).embeddings[0]))

    def embedder(self, request):
        name = request["model"]
        if self.kind == "bedrock":
            from pydantic_ai.embeddings.bedrock import BedrockEmbeddingModel

            return BedrockEmbeddingModel(name)
        from pydantic_ai.embeddings.openai import OpenAIEmbeddingModel

        return OpenAIEmbeddingModel(name)

    def caching(self, request):
        cache = {"anthropic": "anthropic_cache_instructions", "bedrock": "bedrock_cache_instructions"}
        name = cache.get(self.kind, "openai_cache_instructions")
        agent = self.agent(request, instructions=request["system"], settings={name: True})
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


def answered(error):
    """What the server said, in whichever form."""
    body = error.body if isinstance(error, ModelHTTPError) and isinstance(error.body, dict) else {}
    said = body.get("error", body.get("Error", body))
    return {name.lower(): value for name, value in said.items()}


def describe(error):
    said = answered(error)
    status = error.status_code if isinstance(error, ModelHTTPError) else "in a stream"
    return f"{type(error).__name__} {status} {said.get('code') or said.get('type') or ''}".strip()


def words(error):
    return answered(error).get("message") or str(error)


if __name__ == "__main__":
    kind = sys.argv[1]
    agents = Agents(kind)
    # What the library has not for a provider.
    lacking = {"anthropic": ["embeddings"], "openai": ["citations", "count_tokens"], "responses": ["citations"]}
    for feature in lacking.get(kind, []):
        setattr(agents, feature, None)
    run(agents, (ModelAPIError, ContentFilterError), describe, words)
