"""Anthropic's own client."""

import asyncio
import json

from anthropic import Anthropic, APIError, APIStatusError, AsyncAnthropic
from features import REPORT_SCHEMA, WEATHER_SCHEMA, WEATHER_TEXT, WEATHER_TOOL, cited, pieces, report, run, weather

TOOLS = [{"name": WEATHER_TOOL, "description": WEATHER_TEXT, "input_schema": WEATHER_SCHEMA}]


class Messages:
    def __init__(self, client, asynchronous):
        self.client = client
        self.asynchronous = asynchronous

    def arguments(self, request, messages=None, **more):
        messages = messages or [{"role": "user", "content": request["prompt"]}]
        return {"model": request["model"], "max_tokens": 2048, "messages": messages, **more}

    def create(self, request, messages=None, **more):
        client = self.client.with_options(max_retries=request.get("retries", 2))
        return client.messages.create(**self.arguments(request, messages, **more))

    def streamed(self, request, messages=None, **more):
        client = self.client.with_options(max_retries=request.get("retries", 2))
        return client.messages.stream(**self.arguments(request, messages, **more))

    @staticmethod
    def text(message):
        return "".join(block.text for block in message.content if block.type == "text")

    def plain(self, request):
        return self.text(self.create(request))

    def stop(self, request):
        message = self.create(request)
        return f"{message.stop_reason}: {self.text(message)}"

    def stream(self, request):
        with self.streamed(request) as events:
            text = pieces(list(events.text_stream))
            assert events.get_final_message().usage.output_tokens > 0
        return text

    def stop_stream(self, request):
        with self.streamed(request) as events:
            message = events.get_final_message()
        return f"{message.stop_reason}: {self.text(message)}"

    def loop(self, request, create, **more):
        messages = [{"role": "user", "content": request["prompt"]}]
        message = create(messages, tools=TOOLS, **more)
        assert message.stop_reason == "tool_use", message
        messages.append({"role": "assistant", "content": message.content})
        use = next(block for block in message.content if block.type == "tool_use")
        city = use.input["city"]
        result = {"type": "tool_result", "tool_use_id": use.id, "content": weather(city)}
        messages.append({"role": "user", "content": [result]})
        return f"{use.name} {city}: {self.text(create(messages, tools=TOOLS, **more))}"

    def tools(self, request):
        return self.loop(request, lambda messages, **more: self.create(request, messages, **more))

    def final(self, request, messages, **more):
        with self.streamed(request, messages, **more) as events:
            return events.get_final_message()

    def tools_stream(self, request):
        return self.loop(request, lambda messages, **more: self.final(request, messages, **more))

    def image(self, request):
        source = {"type": "base64", "media_type": "image/png", "data": request["image"]}
        content = [{"type": "image", "source": source}, {"type": "text", "text": request["prompt"]}]
        return self.text(self.create(request, [{"role": "user", "content": content}]))

    def document(self, request):
        source = {"type": "base64", "media_type": "application/pdf", "data": request["document"]}
        document = {"type": "document", "title": "weather", "source": source}
        content = [document, {"type": "text", "text": request["prompt"]}]
        return self.text(self.create(request, [{"role": "user", "content": content}]))

    def citations(self, request):
        source = {"type": "text", "media_type": "text/plain", "data": request["source"]}
        document = {"type": "document", "title": "weather", "source": source, "citations": {"enabled": True}}
        content = [document, {"type": "text", "text": request["prompt"]}]
        message = self.create(request, [{"role": "user", "content": content}])
        return cited(self.text(message), message.content[0].citations[0].document_title)

    def structured(self, request):
        wanted = {"format": {"type": "json_schema", "schema": REPORT_SCHEMA}}
        return report(json.loads(self.text(self.create(request, output_config=wanted))))

    THINKING = {"type": "enabled", "budget_tokens": 1024}

    def thoughts(self, message):
        thought = next(block for block in message.content if block.type == "thinking")
        assert thought.signature, message
        return f"{thought.thinking} => {self.text(message)}"

    def thinking(self, request):
        return self.thoughts(self.create(request, thinking=self.THINKING))

    def thinking_stream(self, request):
        return self.thoughts(self.final(request, None, thinking=self.THINKING))

    def thinking_tools(self, request):
        return self.loop(
            request, lambda messages, **more: self.create(request, messages, thinking=self.THINKING, **more)
        )

    def caching(self, request):
        system = [{"type": "text", "text": request["system"], "cache_control": {"type": "ephemeral"}}]
        first = self.create(request, system=system).usage
        second = self.create(request, system=system).usage
        assert first.cache_creation_input_tokens == second.cache_read_input_tokens > 0, (first, second)
        return "written, then read"

    def cancel(self, request):
        with self.streamed(request) as events:
            for text in events.text_stream:
                if text:
                    return "gone after the first piece"

    def parallel(self, request):
        async def all_at_once():
            async with self.asynchronous() as client:
                calls = [client.messages.create(**self.arguments(request)) for _ in range(request["calls"])]
                return sum(1 for each in await asyncio.gather(*calls) if self.text(each))

        return str(asyncio.run(all_at_once()))

    def count_tokens(self, request):
        messages = [{"role": "user", "content": request["prompt"]}]
        counted = self.client.messages.count_tokens(model=request["model"], messages=messages)
        return "counted" if counted.input_tokens > 0 else str(counted)

    def models(self, request):
        return ",".join(sorted(each.id for each in self.client.models.list()))


def describe(error):
    status = error.status_code if isinstance(error, APIStatusError) else "in a stream"
    return f"{type(error).__name__} {status} {said(error).get('type', '')}".strip()


def said(error):
    """What the server said: Bedrock's form has no type."""
    body = error.body if isinstance(error.body, dict) else {}
    return body.get("error", body)


def words(error):
    return said(error).get("message", error.message)


if __name__ == "__main__":
    run(Messages(Anthropic(), AsyncAnthropic), APIError, describe, words)
