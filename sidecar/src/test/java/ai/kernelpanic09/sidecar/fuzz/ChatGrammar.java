package ai.kernelpanic09.sidecar.fuzz;

import static ai.kernelpanic09.sidecar.fuzz.Rule.anyObject;
import static ai.kernelpanic09.sidecar.fuzz.Rule.array;
import static ai.kernelpanic09.sidecar.fuzz.Rule.base64;
import static ai.kernelpanic09.sidecar.fuzz.Rule.flag;
import static ai.kernelpanic09.sidecar.fuzz.Rule.fraction;
import static ai.kernelpanic09.sidecar.fuzz.Rule.inText;
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

/**
 * Bodies of chat completions, after the types of OpenAI's SDK ({@code ChatCompletionCreateParams}).
 */
final class ChatGrammar {

  /** Endpoints of models that converse; the first of them most often. */
  static final Rule MODEL = words("claude-haiku", "claude-haiku", "guarded", "nova");

  /** A schema of a tool's input, or of an answer. */
  static final Rule SCHEMA =
      object(
          required("type", words("object")),
          optional(
              "properties",
              object(
                  optional("a", object(required("type", words("string", "integer")))),
                  optional("b", object(seldom("description", text()))))),
          optional("required", array(0, 2, words("a", "b"))),
          optional("additionalProperties", json("false")));

  private static final Rule TOOL_NAME = words("get_weather", "add-2", "T", "json_output");

  private static final Rule TEXT_PART =
      object(required("type", words("text")), required("text", text()));

  private static final Rule IMAGE_PART =
      object(
          required("type", words("image_url")),
          required(
              "image_url",
              object(
                  required(
                      "url",
                      mostly(
                          90,
                          base64(
                              "data:image/png;base64,",
                              "data:image/jpeg;base64,",
                              "data:IMAGE/JPG;base64,",
                              "data:image/webp;charset=x;base64,"),
                          words("https://example.com/cat.png", "data:image/png;base64,"))),
                  optional("detail", words("auto", "low", "high")))));

  private static final Rule FILE_PART =
      object(
          required("type", words("file")),
          required(
              "file",
              object(
                  required(
                      "file_data", base64("data:application/pdf;base64,", "data:text/csv;base64,")),
                  optional("filename", mostly(50, words("a.pdf", "a.pdf", ""), text())))));

  private static final Rule TEXTS = mostly(60, text(), array(1, 3, TEXT_PART));

  private static final Rule TOOL_CALL =
      object(
          required("id", words("call_1", "call_2", "call 3/\u00fc", "c".repeat(80))),
          required("type", words("function")),
          required(
              "function",
              object(
                  required("name", TOOL_NAME),
                  required(
                      "arguments",
                      mostly(80, inText(anyObject(3)), words("", "{", "[1]", "1", "null"))))));

  private static final Rule THINKING_BLOCK =
      oneOf(
          object(
              required("type", words("thinking")),
              required("thinking", text()),
              optional("signature", base64(""))),
          object(required("type", words("redacted_thinking")), required("data", base64(""))));

  private static final Rule MESSAGE =
      oneOf(
          object(
              required("role", words("system", "developer")),
              required("content", TEXTS),
              seldom("name", text())),
          object(required("role", words("user")), required("content", TEXTS)),
          object(
              required("role", words("user")),
              required("content", array(1, 4, oneOf(TEXT_PART, TEXT_PART, IMAGE_PART, FILE_PART)))),
          object(
              required("role", words("assistant")),
              optional("content", oneOf(text(), json("null"), array(0, 2, TEXT_PART))),
              seldom("refusal", text()),
              seldom("annotations", json("[]")),
              seldom("thinking_blocks", array(0, 2, THINKING_BLOCK)),
              optional("tool_calls", array(0, 3, TOOL_CALL))),
          object(
              required("role", words("tool")),
              required("tool_call_id", words("call_1", "call_2", "call 3/\u00fc")),
              required("content", TEXTS)));

  private static final Rule TOOL =
      object(
          required("type", words("function")),
          required(
              "function",
              object(
                  required("name", TOOL_NAME),
                  optional("description", text()),
                  optional("parameters", SCHEMA),
                  seldom("strict", flag()))));

  private static final Rule TOOL_CHOICE =
      oneOf(
          words("auto", "none", "required"),
          object(
              required("type", words("function")),
              required("function", object(required("name", TOOL_NAME)))));

  private static final Rule FORMAT =
      oneOf(
          object(required("type", words("text", "json_object"))),
          object(
              required("type", words("json_schema")),
              required(
                  "json_schema",
                  object(
                      required("name", words("answer")),
                      optional("description", text()),
                      optional("schema", SCHEMA),
                      optional("strict", flag())))));

  static final Rule BODY =
      object(
          required("model", MODEL),
          required("messages", array(1, 6, MESSAGE)),
          optional("max_tokens", whole(1, 64)),
          seldom("max_completion_tokens", whole(1, 64)),
          optional("temperature", fraction()),
          seldom("top_p", fraction()),
          seldom("top_k", whole(1, 100)),
          seldom("stop", oneOf(text(), array(0, 4, text()), json("null"))),
          optional("stream", flag()),
          seldom("stream_options", object(optional("include_usage", flag()))),
          optional("tools", array(0, 3, TOOL)),
          seldom("tool_choice", TOOL_CHOICE),
          seldom("parallel_tool_calls", flag()),
          seldom("response_format", FORMAT),
          seldom("reasoning_effort", words("none", "minimal", "low", "medium", "high")),
          seldom(
              "thinking",
              object(
                  required("type", words("enabled", "adaptive", "disabled")),
                  optional("budget_tokens", whole(1_000, 2_000)))),
          seldom("n", json("1")),
          seldom("seed", whole(0, 100)),
          seldom("user", text()),
          seldom("metadata", anyObject(1)),
          seldom("store", json("false")),
          seldom("logprobs", json("false")),
          seldom("frequency_penalty", json("0")),
          seldom("presence_penalty", json("0.0")),
          seldom("logit_bias", json("{}")),
          seldom("service_tier", words("auto", "default", "flex")),
          seldom("modalities", array(1, 1, words("text"))));

  private ChatGrammar() {}
}
