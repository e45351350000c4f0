"""Anthropic's client for Bedrock, which posts to InvokeModel's paths."""

from anthropic import AnthropicBedrock, APIError, AsyncAnthropicBedrock
from anthropic_messages import Messages, describe, words
from features import run


class BedrockMessages(Messages):
    # What the client posts is InvokeModel, and comes back from it.
    def invoke(self, request):
        return self.plain(request)

    def invoke_stream(self, request):
        return self.stream(request)

    # The client has neither.
    count_tokens = None
    models = None


if __name__ == "__main__":
    run(BedrockMessages(AnthropicBedrock(), AsyncAnthropicBedrock), APIError, describe, words)
