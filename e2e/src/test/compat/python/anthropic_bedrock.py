"""Anthropic's client for Bedrock, which posts to InvokeModel's paths."""

from anthropic import AnthropicBedrock, APIError, AsyncAnthropicBedrock
from anthropic_messages import Messages, describe, words
from features import run


class BedrockMessages(Messages):
    # The client has neither.
    count_tokens = None
    models = None


if __name__ == "__main__":
    run(BedrockMessages(AnthropicBedrock(), AsyncAnthropicBedrock), APIError, describe, words)
