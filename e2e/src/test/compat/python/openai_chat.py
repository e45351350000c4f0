"""OpenAI's own client, chat completions."""

import asyncio
import json

from features import REPORT_SCHEMA, WEATHER_SCHEMA, WEATHER_TEXT, WEATHER_TOOL, pieces, report, run, weather
from openai import APIError, APIStatusError, AsyncOpenAI, OpenAI

TOOLS = [
    {
        "type": "function",
        "function": {"name": WEATHER_TOOL, "description": WEATHER_TEXT, "parameters": WEATHER_SCHEMA},
    }
]


class Chat:
    def __init__(self):
        self.client = OpenAI()

    def create(self, request, messages=None, **more):
        client = self.client.with_options(max_retries=request.get("retries", 2))
        messages = messages or [{"role": "user", "content": request["prompt"]}]
        return client.chat.completions.create(model=request["model"], messages=messages, **more)

    def plain(self, request):
        return self.create(request).choices[0].message.content

    def stop(self, request):
        choice = self.create(request).choices[0]
        return f"{choice.finish_reason}: {choice.message.content}"

    def stream(self, request):
        chunks = self.create(request, stream=True, stream_options={"include_usage": True})
        texts, usage = [], None
        for chunk in chunks:
            texts += [choice.delta.content for choice in chunk.choices]
            usage = chunk.usage or usage
        assert usage.total_tokens > 0, usage
        return pieces(texts)

    def stop_stream(self, request):
        text, reason = "", None
        for chunk in self.create(request, stream=True):
            for choice in chunk.choices:
                text += choice.delta.content or ""
                reason = choice.finish_reason or reason
        return f"{reason}: {text}"

    def tools(self, request):
        return self.loop(request)

    def loop(self, request, **more):
        messages = [{"role": "user", "content": request["prompt"]}]
        message = self.create(request, messages, tools=TOOLS, **more).choices[0].message
        messages.append(message)
        for call in message.tool_calls:
            city = json.loads(call.function.arguments)["city"]
            messages.append({"role": "tool", "tool_call_id": call.id, "content": weather(city)})
        answer = self.create(request, messages, tools=TOOLS, **more).choices[0].message.content
        return f"{message.tool_calls[0].function.name} {city}: {answer}"

    def tools_stream(self, request):
        messages = [{"role": "user", "content": request["prompt"]}]
        name, identity, arguments = None, None, ""
        for chunk in self.create(request, messages, tools=TOOLS, stream=True):
            for choice in chunk.choices:
                for call in choice.delta.tool_calls or []:
                    identity = call.id or identity
                    name = call.function.name or name
                    arguments += call.function.arguments or ""
        call = {"id": identity, "type": "function", "function": {"name": name, "arguments": arguments}}
        city = json.loads(arguments)["city"]
        messages.append({"role": "assistant", "content": None, "tool_calls": [call]})
        messages.append({"role": "tool", "tool_call_id": identity, "content": weather(city)})
        chunks = self.create(request, messages, tools=TOOLS, stream=True)
        return f"{name} {city}: " + pieces(c.delta.content for chunk in chunks for c in chunk.choices)

    def image(self, request):
        content = [
            {"type": "text", "text": request["prompt"]},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64," + request["image"]}},
        ]
        return self.create(request, [{"role": "user", "content": content}]).choices[0].message.content

    def structured(self, request):
        wanted = {"name": "report", "strict": True, "schema": REPORT_SCHEMA}
        answer = self.create(request, response_format={"type": "json_schema", "json_schema": wanted})
        return report(json.loads(answer.choices[0].message.content))

    def document(self, request):
        file = {"filename": "weather.pdf", "file_data": "data:application/pdf;base64," + request["document"]}
        content = [{"type": "file", "file": file}, {"type": "text", "text": request["prompt"]}]
        return self.create(request, [{"role": "user", "content": content}]).choices[0].message.content

    THINKING = {"reasoning_effort": "low", "max_completion_tokens": 4096}

    def thinking(self, request):
        message = self.create(request, **self.THINKING).choices[0].message
        return f"{message.reasoning_content} => {message.content}"

    def thinking_stream(self, request):
        thought, text = "", ""
        for chunk in self.create(request, stream=True, **self.THINKING):
            for choice in chunk.choices:
                thought += getattr(choice.delta, "reasoning_content", None) or ""
                text += choice.delta.content or ""
        return f"{thought} => {text}"

    def thinking_tools(self, request):
        return self.loop(request, **self.THINKING)

    def caching(self, request):
        # OpenAI's own mark of how far a prompt is to be kept.
        system = {"type": "text", "text": request["system"], "prompt_cache_breakpoint": {"mode": "explicit"}}
        messages = [{"role": "system", "content": [system]}, {"role": "user", "content": request["prompt"]}]
        first = self.create(request, messages).usage.prompt_tokens_details
        second = self.create(request, messages).usage.prompt_tokens_details
        assert first.cache_write_tokens == second.cached_tokens > 0, (first, second)
        return "written, then read"

    def cancel(self, request):
        with self.create(request, stream=True) as chunks:
            for chunk in chunks:
                if chunk.choices and chunk.choices[0].delta.content:
                    return "gone after the first piece"

    def parallel(self, request):
        async def all_at_once():
            async with AsyncOpenAI() as client:
                messages = [{"role": "user", "content": request["prompt"]}]
                calls = [
                    client.chat.completions.create(model=request["model"], messages=messages)
                    for _ in range(request["calls"])
                ]
                answers = await asyncio.gather(*calls)
                return sum(1 for each in answers if each.choices[0].message.content)

        return str(asyncio.run(all_at_once()))

    def embeddings(self, request):
        answer = self.client.embeddings.create(model=request["model"], input=request["prompt"])
        return str(len(answer.data[0].embedding))

    def models(self, request):
        return ",".join(sorted(each.id for each in self.client.models.list()))


def describe(error):
    status = error.status_code if isinstance(error, APIStatusError) else "in a stream"
    return f"{type(error).__name__} {status} {error.code}"


def words(error):
    return error.body["message"] if isinstance(error.body, dict) else error.message


if __name__ == "__main__":
    run(Chat(), APIError, describe, words)
