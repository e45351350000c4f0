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

/** Bodies of Converse, and of {@code /invoke} and {@code /render}, which take its content. */
final class ConverseGrammar {

  static final Rule TEXT = object(required("text", text()));
  private static final Rule TOOL_ID = words("t1", "t2", "tooluse_a-B");
  private static final Rule TOOL_NAME = words("get_weather", "add-2", "T");
  private static final Rule BYTES = object(required("bytes", base64("")));

  private static final Rule IMAGE =
      object(
          required(
              "image",
              object(
                  required("format", words("png", "jpeg", "gif", "webp")),
                  required("source", BYTES))));

  private static final Rule DOCUMENT =
      object(
          required(
              "document",
              object(
                  required("format", words("pdf", "txt", "md")),
                  required("name", words("a", "Report (2)")),
                  required(
                      "source",
                      oneOf(
                          BYTES,
                          object(required("text", text())),
                          object(required("content", array(1, 2, TEXT))))),
                  seldom("context", text()),
                  seldom("citations", object(required("enabled", flag()))))));

  private static final Rule CACHE_POINT =
      object(
          required(
              "cachePoint",
              object(required("type", words("default")), seldom("ttl", words("5m", "1h")))));

  private static final Rule TOOL_USE =
      object(
          required(
              "toolUse",
              object(
                  required("toolUseId", TOOL_ID),
                  required("name", TOOL_NAME),
                  required("input", anyObject(3)))));

  private static final Rule TOOL_RESULT =
      object(
          required(
              "toolResult",
              object(
                  required("toolUseId", TOOL_ID),
                  required(
                      "content",
                      array(
                          0,
                          3,
                          oneOf(TEXT, object(required("json", anyObject(3))), IMAGE, DOCUMENT))),
                  optional("status", words("success", "error")))));

  private static final Rule REASONING =
      object(
          required(
              "reasoningContent",
              oneOf(
                  object(
                      required(
                          "reasoningText",
                          object(required("text", text()), optional("signature", base64(""))))),
                  object(required("redactedContent", base64(""))))));

  private static final Rule BLOCK =
      oneOf(TEXT, TEXT, TEXT, IMAGE, DOCUMENT, CACHE_POINT, TOOL_USE, TOOL_RESULT, REASONING);

  private static Rule messages(Rule content) {
    return array(
        1, 5, object(required("role", words("user", "assistant")), required("content", content)));
  }

  private static final Rule BLOCKS = array(1, 4, BLOCK);

  static final Rule MESSAGES = messages(BLOCKS);

  private static final Rule SYSTEM = array(1, 2, mostly(80, TEXT, CACHE_POINT));

  static final Rule TOOL_CONFIG =
      object(
          required(
              "tools",
              array(
                  1,
                  3,
                  mostly(
                      90,
                      object(
                          required(
                              "toolSpec",
                              object(
                                  required("name", TOOL_NAME),
                                  optional("description", text()),
                                  required(
                                      "inputSchema", object(required("json", ChatGrammar.SCHEMA))),
                                  seldom("strict", flag())))),
                      CACHE_POINT))),
          seldom(
              "toolChoice",
              oneOf(
                  object(required("auto", json("{}"))),
                  object(required("any", json("{}"))),
                  object(required("tool", object(required("name", TOOL_NAME)))))));

  static final Rule STOPS = array(0, 4, words("STOP", "\u00e9nd"));

  /** Bodies of {@code /invoke}. */
  static final Rule INVOKE =
      object(
          required("messages", messages(mostly(40, text(), BLOCKS))),
          optional("system", mostly(60, text(), SYSTEM)),
          optional("toolConfig", TOOL_CONFIG),
          optional("maxTokens", whole(1, 64)),
          optional("temperature", fraction()),
          seldom("topP", fraction()),
          seldom("stopSequences", STOPS),
          optional("stream", flag()));

  /** Bodies of {@code /render}. */
  static final Rule RENDER =
      object(
          required("variables", anyObject(3)),
          seldom("revision", whole(1, 2)),
          seldom("dryRun", flag()),
          optional("toolConfig", TOOL_CONFIG),
          optional("maxTokens", whole(1, 64)),
          optional("temperature", fraction()),
          seldom("stopSequences", STOPS),
          optional("stream", flag()));

  /** Bodies of Converse and ConverseStream. */
  static final Rule CONVERSE =
      object(
          required("messages", MESSAGES),
          optional("system", SYSTEM),
          optional("toolConfig", TOOL_CONFIG),
          optional(
              "inferenceConfig",
              object(
                  optional("maxTokens", whole(1, 64)),
                  optional("temperature", fraction()),
                  seldom("topP", fraction()),
                  seldom("stopSequences", STOPS))),
          seldom(
              "additionalModelRequestFields",
              oneOf(
                  json("{}"),
                  object(optional("top_k", whole(1, 100))),
                  object(
                      required(
                          "thinking",
                          object(
                              required("type", words("enabled")),
                              required("budget_tokens", whole(1_024, 2_000))))),
                  anyObject(2))),
          seldom("additionalModelResponseFieldPaths", array(0, 3, words("/stop_sequence", "/a/b"))),
          seldom("requestMetadata", object(optional("team", words("a", "b c")))),
          seldom("serviceTier", object(required("type", words("default", "flex", "priority")))),
          seldom("performanceConfig", object(required("latency", words("standard", "optimized")))),
          seldom(
              "guardrailConfig",
              object(
                  required("guardrailIdentifier", words("gr1")),
                  required("guardrailVersion", words("1", "DRAFT")),
                  optional("trace", words("enabled", "disabled", "enabled_full")))),
          seldom(
              "outputConfig",
              object(
                  required(
                      "textFormat",
                      object(
                          required("type", words("json_schema")),
                          required(
                              "structure",
                              object(
                                  required(
                                      "jsonSchema",
                                      object(
                                          required("schema", Rule.inText(ChatGrammar.SCHEMA)),
                                          optional("name", words("answer")))))))))));

  private ConverseGrammar() {}
}
