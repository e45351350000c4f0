package ai.kernelpanic09.sidecar.fuzz;

import static ai.kernelpanic09.sidecar.fuzz.Rule.anyObject;
import static ai.kernelpanic09.sidecar.fuzz.Rule.array;
import static ai.kernelpanic09.sidecar.fuzz.Rule.base64;
import static ai.kernelpanic09.sidecar.fuzz.Rule.flag;
import static ai.kernelpanic09.sidecar.fuzz.Rule.fraction;
import static ai.kernelpanic09.sidecar.fuzz.Rule.inBase64;
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
 * Bodies of responses and of embeddings, after the types of OpenAI's SDK ({@code
 * ResponseCreateParams}, {@code EmbeddingCreateParams}).
 */
final class ResponsesGrammar {

  private static final Rule TOOL_NAME = words("get_weather", "add-2", "T", "json_output");
  private static final Rule CALL_ID = words("call_1", "call_2", "call 3/\u00fc", "c".repeat(80));
  private static final Rule STATUS = words("completed", "in_progress", "incomplete");

  private static final Rule.Member BREAKPOINT =
      seldom(
          "prompt_cache_breakpoint",
          object(required("mode", words("explicit")), seldom("ttl", words("5m", "30m"))));

  private static final Rule INPUT_TEXT =
      object(required("type", words("input_text")), required("text", text()), BREAKPOINT);

  private static final Rule OUTPUT_TEXT =
      object(
          required("type", words("output_text")),
          required("text", text()),
          optional("annotations", json("[]")),
          seldom("logprobs", json("[]")));

  private static final Rule REFUSAL =
      object(required("type", words("refusal")), required("refusal", text()));

  private static final Rule INPUT_IMAGE =
      object(
          required("type", words("input_image")),
          required(
              "image_url",
              mostly(
                  90,
                  base64("data:image/png;base64,", "data:image/webp;base64,"),
                  words("https://example.com/cat.png"))),
          optional("detail", words("auto", "low", "high")),
          BREAKPOINT);

  private static final Rule INPUT_FILE =
      object(
          required("type", words("input_file")),
          required("file_data", base64("data:application/pdf;base64,", "data:text/csv;base64,")),
          optional("filename", mostly(70, words("a.pdf", "b.csv"), text())),
          BREAKPOINT);

  private static final Rule MESSAGE =
      oneOf(
          object(
              optional("type", words("message")),
              required("role", words("user", "user", "system", "developer", "assistant")),
              required("content", text())),
          object(
              optional("type", words("message")),
              required("role", words("user")),
              required("content", array(1, 3, oneOf(INPUT_TEXT, INPUT_IMAGE, INPUT_FILE)))),
          object(
              required("type", words("message")),
              required("role", words("assistant")),
              required("content", array(0, 3, mostly(80, OUTPUT_TEXT, REFUSAL))),
              optional("id", words("msg_1")),
              optional("status", STATUS),
              seldom("phase", words("commentary", "final_answer"))));

  private static final Rule FUNCTION_CALL =
      object(
          required("type", words("function_call")),
          required("call_id", CALL_ID),
          required("name", TOOL_NAME),
          required(
              "arguments",
              mostly(80, inText(anyObject(3)), words("", "{", "[1]", "1", "null", "{}{}"))),
          optional("id", words("fc_1")),
          seldom("status", STATUS));

  private static final Rule FUNCTION_OUTPUT =
      object(
          required("type", words("function_call_output")),
          required("call_id", CALL_ID),
          required("output", mostly(60, text(), array(0, 3, mostly(70, INPUT_TEXT, INPUT_IMAGE)))),
          seldom("id", words("fco_1")),
          seldom("status", STATUS));

  /** Thoughts as an answer tells them, and as nobody told them. */
  private static final Rule REASONING =
      object(
          required("type", words("reasoning")),
          optional("id", words("rs_1")),
          optional("summary", json("[]")),
          required(
              "encrypted_content",
              mostly(
                  90,
                  inBase64(
                      object(
                          required("bedrock_reasoning", json("1")),
                          optional("thinking", text()),
                          optional("signature", text()),
                          seldom("redacted", base64("")))),
                  oneOf(base64(""), text(), inBase64(Rule.any(3))))));

  private static final Rule TOOL =
      object(
          required("type", mostly(95, words("function"), words("web_search", "mcp"))),
          required("name", TOOL_NAME),
          optional("description", text()),
          optional("parameters", ChatGrammar.SCHEMA),
          optional("strict", flag()));

  private static final Rule TOOL_CHOICE =
      oneOf(
          words("auto", "none", "required"),
          object(required("type", words("function")), required("name", TOOL_NAME)));

  private static final Rule FORMAT =
      oneOf(
          object(required("type", words("text", "json_object"))),
          object(
              required("type", words("json_schema")),
              required("name", words("answer")),
              optional("description", text()),
              required("schema", ChatGrammar.SCHEMA),
              optional("strict", flag())));

  /** Bodies of responses. */
  static final Rule BODY =
      object(
          required("model", ChatGrammar.MODEL),
          required(
              "input",
              mostly(
                  30,
                  text(),
                  array(1, 6, oneOf(MESSAGE, MESSAGE, FUNCTION_CALL, FUNCTION_OUTPUT, REASONING)))),
          optional("instructions", text()),
          optional("max_output_tokens", whole(1, 64)),
          optional("temperature", fraction()),
          seldom("top_p", fraction()),
          optional("stream", flag()),
          seldom("stream_options", object(optional("include_obfuscation", flag()))),
          optional("tools", array(0, 3, TOOL)),
          seldom("tool_choice", TOOL_CHOICE),
          seldom("parallel_tool_calls", flag()),
          seldom(
              "text",
              object(
                  optional("format", FORMAT), seldom("verbosity", words("low", "medium", "high")))),
          seldom(
              "reasoning",
              object(
                  optional("effort", words("none", "minimal", "low", "medium", "high")),
                  optional("summary", words("auto", "concise", "detailed")))),
          seldom("include", array(0, 2, words("reasoning.encrypted_content"))),
          seldom("previous_response_id", json("null")),
          seldom("metadata", anyObject(1)),
          seldom("user", text()),
          optional("store", json("false")),
          seldom("truncation", words("auto", "disabled")),
          seldom("service_tier", words("auto", "default", "flex")));

  /** Bodies of embeddings. */
  static final Rule EMBEDDINGS =
      object(
          required("model", words("titan-embed", "cohere-embed", "nova-embed")),
          required("input", mostly(50, text(), array(1, 4, text()))),
          optional("encoding_format", words("float", "base64")),
          seldom("dimensions", oneOf(json("256"), json("512"), json("1024"), whole(1, 2_000))),
          seldom("user", text()));

  private ResponsesGrammar() {}
}
