"""OpenAI's own client, responses."""

import asyncio
import json

from features import REPORT_SCHEMA, WEATHER_SCHEMA, WEATHER_TEXT, WEATHER_TOOL, pieces, report, run, weather
from openai import APIError, AsyncOpenAI, OpenAI
from openai_chat import Chat, describe, words

TOOLS = [
    {"type": "function", "name": WEATHER_TOOL, "description": WEATHER_TEXT, "parameters": WEATHER_SCHEMA, "strict": True}
]


class Responses:
    def __init__(self):
        self.client = OpenAI()

    def create(self, request, given=None, **more):
        client = self.client.with_options(max_retries=request.get("retries", 2))
        return client.responses.create(
            model=request["model"], input=given or request["prompt"], store=False, **more
        )

    def plain(self, request):
        return self.create(request).output_text

    def stop(self, request):
        answer = self.create(request)
        reason = answer.incomplete_details.reason if answer.incomplete_details else answer.status
        return f"{reason}: {answer.output_text}"

    def stream(self, request):
        texts, ended = [], None
        for event in self.create(request, stream=True):
            if event.type == "response.output_text.delta":
                texts.append(event.delta)
            elif event.type == "response.completed":
                ended = event.response
        assert ended.output_text == "".join(texts), ended
        return pieces(texts)

    def stop_stream(self, request):
        ended = None
        for event in self.create(request, stream=True):
            if event.type in ("response.completed", "response.incomplete"):
                ended = event.response
        reason = ended.incomplete_details.reason if ended.incomplete_details else ended.status
        return f"{reason}: {ended.output_text}"

    def loop(self, request, first, then):
        given = [{"role": "user", "content": request["prompt"]}]
        output = first(given)
        given += output
        for call in [item for item in output if item.type == "function_call"]:
            city = json.loads(call.arguments)["city"]
            name = call.name
            given.append({"type": "function_call_output", "call_id": call.call_id, "output": weather(city)})
        return f"{name} {city}: {then(given)}"

    def tools(self, request):
        return self.loop(
            request,
            lambda given: self.create(request, given, tools=TOOLS).output,
            lambda given: self.create(request, given, tools=TOOLS).output_text,
        )

    def streamed(self, request, given, **more):
        with self.client.responses.stream(model=request["model"], input=given, store=False, **more) as events:
            for _ in events:
                pass
            return events.get_final_response()

    def tools_stream(self, request):
        return self.loop(
            request,
            lambda given: self.streamed(request, given, tools=TOOLS).output,
            lambda given: self.streamed(request, given, tools=TOOLS).output_text,
        )

    def image(self, request):
        content = [
            {"type": "input_text", "text": request["prompt"]},
            {"type": "input_image", "image_url": "data:image/png;base64," + request["image"], "detail": "auto"},
        ]
        return self.create(request, [{"role": "user", "content": content}]).output_text

    def structured(self, request):
        wanted = {"type": "json_schema", "name": "report", "strict": True, "schema": REPORT_SCHEMA}
        return report(json.loads(self.create(request, text={"format": wanted}).output_text))

    def document(self, request):
        file = "data:application/pdf;base64," + request["document"]
        content = [
            {"type": "input_file", "filename": "weather.pdf", "file_data": file},
            {"type": "input_text", "text": request["prompt"]},
        ]
        return self.create(request, [{"role": "user", "content": content}]).output_text

    THINKING = {
        "reasoning": {"effort": "low", "summary": "auto"},
        "include": ["reasoning.encrypted_content"],
        "max_output_tokens": 4096,
    }

    @staticmethod
    def thoughts(answer):
        thoughts = [item for item in answer.output if item.type == "reasoning"]
        return f"{thoughts[0].summary[0].text} => {answer.output_text}"

    def thinking(self, request):
        return self.thoughts(self.create(request, **self.THINKING))

    def thinking_stream(self, request):
        thought, ended = "", None
        for event in self.create(request, stream=True, **self.THINKING):
            if event.type == "response.reasoning_summary_text.delta":
                thought += event.delta
            elif event.type == "response.completed":
                ended = event.response
        told = self.thoughts(ended)
        assert told.startswith(thought) and thought, (thought, told)
        return told

    def thinking_tools(self, request):
        return self.loop(
            request,
            lambda given: self.create(request, given, tools=TOOLS, **self.THINKING).output,
            lambda given: self.create(request, given, tools=TOOLS, **self.THINKING).output_text,
        )

    def caching(self, request):
        system = {"type": "input_text", "text": request["system"], "prompt_cache_breakpoint": {"mode": "explicit"}}
        given = [{"role": "developer", "content": [system]}, {"role": "user", "content": request["prompt"]}]
        first = self.create(request, given).usage.input_tokens_details
        second = self.create(request, given).usage.input_tokens_details
        assert first.cache_write_tokens == second.cached_tokens > 0, (first, second)
        return "written, then read"

    def count_tokens(self, request):
        counted = self.client.responses.input_tokens.count(model=request["model"], input=request["prompt"])
        return "counted" if counted.input_tokens > 0 else str(counted)

    def embeddings(self, request):
        return Chat().embeddings(request)

    def models(self, request):
        return Chat().models(request)

    def cancel(self, request):
        with self.create(request, stream=True) as events:
            for event in events:
                if event.type == "response.output_text.delta":
                    return "gone after the first piece"

    def parallel(self, request):
        async def all_at_once():
            async with AsyncOpenAI() as client:
                calls = [
                    client.responses.create(model=request["model"], input=request["prompt"], store=False)
                    for _ in range(request["calls"])
                ]
                answers = await asyncio.gather(*calls)
                return sum(1 for each in answers if each.output_text)

        return str(asyncio.run(all_at_once()))


if __name__ == "__main__":
    run(Responses(), APIError, describe, words)
