package ai.kernelpanic09.sidecar.fuzz;

import static ai.kernelpanic09.sidecar.fuzz.Rule.anyObject;
import static ai.kernelpanic09.sidecar.fuzz.Rule.array;
import static ai.kernelpanic09.sidecar.fuzz.Rule.base64;
import static ai.kernelpanic09.sidecar.fuzz.Rule.flag;
import static ai.kernelpanic09.sidecar.fuzz.Rule.fraction;
import static ai.kernelpanic09.sidecar.fuzz.Rule.json;
import static ai.kernelpanic09.sidecar.fuzz.Rule.mostly;
import static ai.kernelpanic09.sidecar.fuzz.Rule.object;
import static ai.kernelpanic09.sidecar.fuzz.Rule.oneOf;
import static ai.kernelpanic09.sidecar.fuzz.Rule.optional;
import static ai.kernelpanic09.sidecar.fuzz.Rule.required;
import static ai.kernelpanic09.sidecar.fuzz.Rule.seldom;
import static ai.kernelpanic09.sidecar.fuzz.Rule.text;
import static ai.kernelpanic09.sidecar.fuzz.Rule.whole;
import static ai.kernelpanic09.sidecar.fuzz.Rule.words;

/** Bodies of messages, after the types of Anthropic's SDK ({@code MessageCreateParams}). */
final class MessagesGrammar {

  private static final Rule.Member CACHE =
      seldom(
          "cache_control",
          object(required("type", words("ephemeral")), optional("ttl", words("5m", "1h"))));

  private static final Rule.Member CITATIONS =
      seldom("citations", object(required("enabled", flag())));

  private static final Rule TOOL_ID = words("toolu_01", "toolu_02", "t 3/\u00fc");
  private static final Rule TOOL_NAME = words("get_weather", "add-2", "T");

  static final Rule TEXT = object(required("type", words("text")), required("text", text()), CACHE);

  private static final Rule IMAGE =
      object(
          required("type", words("image")),
          required(
              "source",
              mostly(
                  90,
                  object(
                      required("type", words("base64")),
                      required("media_type", words("image/png", "image/jpeg", "image/gif")),
                      required("data", base64(""))),
                  object(
                      required("type", words("url")),
                      required("url", words("https://example.com/cat.png"))))),
          CACHE);

  private static final Rule DOCUMENT =
      object(
          required("type", words("document")),
          required(
              "source",
              oneOf(
                  object(
                      required("type", words("base64")),
                      required("media_type", words("application/pdf")),
                      required("data", base64(""))),
                  object(
                      required("type", words("text")),
                      required("media_type", words("text/plain")),
                      required("data", text())),
                  object(
                      required("type", words("content")),
                      required("content", mostly(50, text(), array(1, 2, TEXT)))))),
          optional("title", mostly(50, words("a", "a", ""), text())),
          seldom("context", text()),
          CITATIONS,
          CACHE);

  private static final Rule SEARCH_RESULT =
      object(
          required("type", words("search_result")),
          required("source", words("https://example.com/a")),
          required("title", text()),
          required("content", array(1, 2, TEXT)),
          CITATIONS,
          CACHE);

  private static final Rule TOOL_RESULT =
      object(
          required("type", words("tool_result")),
          required("tool_use_id", TOOL_ID),
          optional(
              "content",
              mostly(50, text(), array(0, 3, oneOf(TEXT, IMAGE, DOCUMENT, SEARCH_RESULT)))),
          seldom("is_error", flag()),
          CACHE);

  private static final Rule TOOL_USE =
      object(
          required("type", words("tool_use")),
          required("id", TOOL_ID),
          required("name", TOOL_NAME),
          required("input", anyObject(3)),
          CACHE);

  private static final Rule THINKING =
      oneOf(
          object(
              required("type", words("thinking")),
              required("thinking", text()),
              required("signature", base64(""))),
          object(required("type", words("redacted_thinking")), required("data", base64(""))));

  static final Rule MESSAGE =
      oneOf(
          object(required("role", words("user", "assistant")), required("content", text())),
          object(
              required("role", words("user")),
              required(
                  "content",
                  array(1, 4, oneOf(TEXT, TEXT, IMAGE, DOCUMENT, SEARCH_RESULT, TOOL_RESULT)))),
          object(
              required("role", words("assistant")),
              required("content", array(0, 3, oneOf(TEXT, TEXT, TOOL_USE, THINKING)))));

  static final Rule TOOL =
      object(
          required("name", TOOL_NAME),
          optional("description", text()),
          required("input_schema", ChatGrammar.SCHEMA),
          seldom("type", words("custom")),
          seldom("strict", flag()),
          CACHE);

  static final Rule TOOL_CHOICE =
      oneOf(
          object(
              required("type", words("auto", "any", "none")),
              seldom("disable_parallel_tool_use", flag())),
          object(required("type", words("tool")), required("name", TOOL_NAME)));

  private static final Rule FORMAT =
      object(required("type", words("json_schema")), required("schema", ChatGrammar.SCHEMA));

  static final Rule BODY =
      object(
          required("model", ChatGrammar.MODEL),
          required("max_tokens", mostly(80, whole(1, 64), whole(1_024, 4_096))),
          required("messages", array(1, 5, MESSAGE)),
          optional("system", mostly(60, text(), array(0, 2, TEXT))),
          optional("tools", array(0, 3, TOOL)),
          seldom("tool_choice", TOOL_CHOICE),
          seldom("temperature", fraction()),
          seldom("top_p", fraction()),
          seldom("top_k", whole(1, 100)),
          seldom("stop_sequences", array(0, 3, text())),
          seldom(
              "thinking",
              object(
                  required("type", words("enabled", "adaptive", "disabled")),
                  optional("budget_tokens", whole(1_000, 2_000)))),
          seldom(
              "output_config",
              object(
                  optional("effort", words("low", "medium", "high")), optional("format", FORMAT))),
          seldom("output_format", FORMAT),
          seldom("metadata", object(optional("user_id", text()))),
          seldom("service_tier", words("auto", "standard_only")),
          seldom("container", json("null")),
          optional("stream", flag()),
          CACHE);

  private MessagesGrammar() {}
}
