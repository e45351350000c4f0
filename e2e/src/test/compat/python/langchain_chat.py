"""LangChain's chat models: ChatOpenAI, or ChatBedrockConverse."""

import asyncio
import base64
import sys

from features import WEATHER_TEXT, cited, pieces, report, run, weather
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from pydantic import BaseModel

# What the endpoints' model is: by an endpoint's name the library does not know what the model can do.
CLAUDE = "anthropic.claude-haiku-4-5-20251001-v1:0"


class Report(BaseModel):
    """The weather of a city."""

    city: str
    degrees: int


@tool(description=WEATHER_TEXT)
def get_weather(city: str) -> str:
    return weather(city)


class Chat:
    """What both have in common."""

    def text(self, message):
        return message.text if isinstance(message.text, str) else message.text()

    def model(self, request, **more):
        raise NotImplementedError

    def plain(self, request):
        return self.text(self.model(request).invoke(request["prompt"]))

    def stream(self, request):
        return pieces(self.text(chunk) for chunk in self.model(request).stream(request["prompt"]))

    def reason(self, message):
        metadata = message.response_metadata
        return metadata.get("finish_reason") or metadata.get("stopReason")

    def stop(self, request):
        message = self.model(request).invoke(request["prompt"])
        return f"{self.reason(message)}: {self.text(message)}"

    def stop_stream(self, request):
        whole = None
        for chunk in self.model(request).stream(request["prompt"]):
            whole = chunk if whole is None else whole + chunk
        return f"{self.reason(whole)}: {self.text(whole)}"

    def loop(self, request, ask, model=None):
        model = (model or self.model(request)).bind_tools([get_weather])
        messages = [HumanMessage(request["prompt"])]
        answer = ask(model, messages)
        call = answer.tool_calls[0]
        messages += [answer, ToolMessage(get_weather.invoke(call["args"]), tool_call_id=call["id"])]
        return f"{call['name']} {call['args']['city']}: {self.text(ask(model, messages))}"

    def tools(self, request):
        return self.loop(request, lambda model, messages: model.invoke(messages))

    @staticmethod
    def streamed(model, messages):
        whole = None
        for chunk in model.stream(messages):
            whole = chunk if whole is None else whole + chunk
        return AIMessage(whole.content, tool_calls=whole.tool_calls)

    def tools_stream(self, request):
        return self.loop(request, self.streamed)

    def image(self, request):
        image = {"type": "image", "base64": request["image"], "mime_type": "image/png"}
        content = [{"type": "text", "text": request["prompt"]}, image]
        return self.text(self.model(request).invoke([HumanMessage(content)]))

    def document(self, request):
        pdf = {"type": "file", "base64": request["document"], "mime_type": "application/pdf", "filename": "weather"}
        content = [{"type": "text", "text": request["prompt"]}, pdf]
        return self.text(self.model(request).invoke([HumanMessage(content)]))

    def thinking(self, request):
        message = self.thoughtful(request).invoke(request["prompt"])
        return f"{self.thought(message)} => {self.text(message)}"

    def thinking_stream(self, request):
        whole = None
        for chunk in self.thoughtful(request).stream(request["prompt"]):
            whole = chunk if whole is None else whole + chunk
        return f"{self.thought(whole)} => {self.text(whole)}"

    def thinking_tools(self, request):
        return self.loop(request, lambda model, messages: model.invoke(messages), self.thoughtful(request))

    @staticmethod
    def thought(message):
        """In the form that the library has for all providers."""
        return next(block["reasoning"] for block in message.content_blocks if block["type"] == "reasoning")

    def caching(self, request):
        messages = [SystemMessage(self.cached(request["system"])), HumanMessage(request["prompt"])]
        model = self.model(request)
        first = model.invoke(messages).usage_metadata["input_token_details"]
        second = model.invoke(messages).usage_metadata["input_token_details"]
        written = first.get("ephemeral_5m_input_tokens") or first.get("cache_creation")
        assert written == second["cache_read"] > 0, (first, second)
        return "written, then read"

    def structured(self, request):
        answer = self.model(request).with_structured_output(Report).invoke(request["prompt"])
        return report(answer.model_dump())

    def cancel(self, request):
        stream = self.model(request).stream(request["prompt"])
        for chunk in stream:
            if self.text(chunk):
                stream.close()
                return "gone after the first piece"

    def parallel(self, request):
        async def all_at_once():
            model = self.model(request)
            calls = [model.ainvoke(request["prompt"]) for _ in range(request["calls"])]
            return sum(1 for each in await asyncio.gather(*calls) if self.text(each))

        return str(asyncio.run(all_at_once()))

    def embeddings(self, request):
        return str(len(self.embedder(request).embed_query(request["prompt"])))


def openai():
    import openai_chat
    from langchain_openai import ChatOpenAI, OpenAIEmbeddings
    from openai import APIError

    class OpenAiChat(Chat):
        def thoughtful(self, request):
            # With `reasoning` the library speaks responses.
            return self.model(request, reasoning={"effort": "low", "summary": "auto"}, max_tokens=4096)

        def cached(self, text):
            return [{"type": "text", "text": text, "prompt_cache_breakpoint": {"mode": "explicit"}}]

        def model(self, request, **more):
            return ChatOpenAI(model=request["model"], max_retries=request.get("retries", 2), **more)

        def embedder(self, request):
            # Counting tokens would need a file of OpenAI's.
            return OpenAIEmbeddings(model=request["model"], check_embedding_ctx_length=False)

    run(OpenAiChat(), APIError, openai_chat.describe, openai_chat.words)


def aws():
    import boto3_bedrock
    from botocore.config import Config
    from botocore.exceptions import ClientError, EventStreamError
    from langchain_aws import BedrockEmbeddings, ChatBedrock, ChatBedrockConverse

    class BedrockChat(Chat):
        def model(self, request, **more):
            if request.get("retries") == 0:
                more["config"] = Config(retries={"total_max_attempts": 1})
            if "temperature" in request:
                more["temperature"] = request["temperature"]
            return ChatBedrockConverse(model=request["model"], base_model_id=CLAUDE, provider="anthropic", **more)

        def thoughtful(self, request):
            fields = {"thinking": {"type": "enabled", "budget_tokens": 1024}}
            return self.model(request, max_tokens=2048, additional_model_request_fields=fields)

        def cached(self, text):
            return [{"text": text}, {"cachePoint": {"type": "default"}}]

        def citations(self, request):
            source = base64.b64encode(request["source"].encode()).decode()
            document = {"type": "file", "base64": source, "mime_type": "text/plain", "name": "weather"}
            content = [{"type": "text", "text": request["prompt"]}, document | {"citations": {"enabled": True}}]
            # A whole answer of one text loses its citations in the library.
            chunks = list(self.model(request).stream([HumanMessage(content)]))
            blocks = [block for chunk in chunks for block in chunk.content if isinstance(block, dict)]
            citation = next(block["citations"][0] for block in blocks if block.get("citations"))
            return cited("".join(self.text(chunk) for chunk in chunks), citation["title"])

        def invoking(self, request):
            """The library's class for InvokeModel."""
            return ChatBedrock(model=request["model"], base_model_id=CLAUDE, provider="anthropic", max_tokens=256)

        def invoke(self, request):
            return self.text(self.invoking(request).invoke(request["prompt"]))

        def invoke_stream(self, request):
            return pieces(self.text(chunk) for chunk in self.invoking(request).stream(request["prompt"]))

        def count_tokens(self, request):
            model = self.model(request)
            told = boto3_bedrock.counts(model.client)
            counted = model.get_num_tokens_from_messages([HumanMessage(request["prompt"])])
            return "counted" if [counted] == told and counted > 0 else f"{counted}, but the server said {told}"

        def embedder(self, request):
            return BedrockEmbeddings(model_id=request["model"], provider="amazon")

    run(BedrockChat(), (ClientError, EventStreamError), boto3_bedrock.describe, boto3_bedrock.words)


if __name__ == "__main__":
    {"openai": openai, "aws": aws}[sys.argv[1]]()
