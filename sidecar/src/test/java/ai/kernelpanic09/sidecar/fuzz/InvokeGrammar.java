package ai.kernelpanic09.sidecar.fuzz;

import static ai.kernelpanic09.sidecar.fuzz.Rule.anyObject;
import static ai.kernelpanic09.sidecar.fuzz.Rule.array;
import static ai.kernelpanic09.sidecar.fuzz.Rule.base64;
import static ai.kernelpanic09.sidecar.fuzz.Rule.flag;
import static ai.kernelpanic09.sidecar.fuzz.Rule.fraction;
import static ai.kernelpanic09.sidecar.fuzz.Rule.inBase64;
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
 * Bodies of InvokeModel in the forms of the vendors, and of the operations of Bedrock that call no
 * model.
 */
final class InvokeGrammar {

  /** Claude's, which are Anthropic's messages with another version and without a model. */
  static final Rule CLAUDE =
      object(
          required("anthropic_version", words("bedrock-2023-05-31")),
          required("max_tokens", whole(1, 64)),
          required("messages", array(1, 5, MessagesGrammar.MESSAGE)),
          optional("system", mostly(60, text(), array(1, 2, MessagesGrammar.TEXT))),
          optional("tools", array(1, 3, MessagesGrammar.TOOL)),
          seldom("tool_choice", MessagesGrammar.TOOL_CHOICE),
          seldom("anthropic_beta", array(0, 2, words("context-1m-2025-08-07", "x-1", "a b"))),
          seldom("temperature", fraction()),
          seldom("top_p", fraction()),
          seldom("top_k", whole(1, 100)),
          seldom("stop_sequences", array(0, 3, text())),
          seldom(
              "thinking",
              object(
                  required("type", words("enabled", "disabled")),
                  optional("budget_tokens", whole(1_024, 2_000)))),
          seldom("metadata", object(optional("user_id", text()))));

  static final Rule NOVA =
      object(
          required("messages", ConverseGrammar.MESSAGES),
          optional("schemaVersion", words("messages-v1")),
          optional("system", array(1, 2, ConverseGrammar.TEXT)),
          optional("toolConfig", ConverseGrammar.TOOL_CONFIG),
          optional(
              "inferenceConfig",
              object(
                  optional("maxTokens", whole(1, 64)),
                  seldom("max_new_tokens", whole(1, 64)),
                  optional("temperature", fraction()),
                  seldom("topP", fraction()),
                  seldom("topK", whole(1, 100)),
                  seldom("stopSequences", ConverseGrammar.STOPS))));

  static final Rule LLAMA =
      object(
          required("prompt", text()),
          optional("max_gen_len", whole(1, 64)),
          optional("temperature", fraction()),
          seldom("top_p", fraction()),
          seldom("images", array(0, 1, base64(""))));

  static final Rule MISTRAL =
      object(
          required("prompt", text()),
          optional("max_tokens", whole(1, 64)),
          optional("temperature", fraction()),
          seldom("top_p", fraction()),
          seldom("top_k", whole(1, 100)),
          seldom("stop", ConverseGrammar.STOPS));

  static final Rule TITAN =
      object(
          required("inputText", text()),
          optional(
              "textGenerationConfig",
              object(
                  optional("maxTokenCount", whole(1, 64)),
                  optional("temperature", fraction()),
                  seldom("topP", fraction()),
                  seldom("stopSequences", ConverseGrammar.STOPS))));

  static final Rule TITAN_EMBED =
      object(
          required("inputText", text()),
          optional("dimensions", oneOf(json("256"), json("512"), json("1024"), whole(1, 2_000))),
          optional("normalize", flag()),
          seldom("embeddingTypes", array(1, 2, words("float", "binary"))));

  static final Rule COHERE_EMBED =
      object(
          required("texts", array(1, 4, text())),
          required("input_type", words("search_document", "search_query", "classification")),
          optional("truncate", words("NONE", "START", "END")),
          optional("embedding_types", array(1, 2, words("float", "int8"))));

  static final Rule NOVA_EMBED =
      object(
          required("taskType", words("SINGLE_EMBEDDING")),
          optional("schemaVersion", words("nova-multimodal-embed-v1")),
          required(
              "singleEmbeddingParams",
              object(
                  required("embeddingPurpose", words("GENERIC_INDEX", "GENERIC_RETRIEVAL")),
                  optional("embeddingDimension", oneOf(json("256"), json("1024"), json("3072"))),
                  required(
                      "text",
                      object(
                          required("truncationMode", words("NONE", "START", "END")),
                          required("value", text()))))));

  /** Bodies of models whose form is not known. */
  static final Rule UNKNOWN =
      mostly(
          50,
          object(
              required("messages", ConverseGrammar.MESSAGES),
              optional("max_tokens", whole(1, 64)),
              seldom("prompt", text())),
          anyObject(5));

  /** Bodies of CountTokens. */
  static final Rule COUNT_TOKENS =
      object(
          required(
              "input",
              oneOf(
                  object(
                      required(
                          "converse",
                          object(
                              required("messages", ConverseGrammar.MESSAGES),
                              optional("system", array(1, 2, ConverseGrammar.TEXT)),
                              optional("toolConfig", ConverseGrammar.TOOL_CONFIG)))),
                  object(required("invokeModel", object(required("body", inBase64(CLAUDE))))))));

  /** Bodies of ApplyGuardrail. */
  static final Rule APPLY_GUARDRAIL =
      object(
          required("source", words("INPUT", "OUTPUT")),
          required(
              "content",
              array(
                  1,
                  4,
                  mostly(
                      90,
                      object(
                          required(
                              "text",
                              object(
                                  required("text", text()),
                                  seldom(
                                      "qualifiers",
                                      array(0, 2, words("query", "grounding_source")))))),
                      object(
                          required(
                              "image",
                              object(
                                  required("format", words("png", "jpeg")),
                                  required("source", object(required("bytes", base64("")))))))))),
          optional("outputScope", words("FULL", "INTERVENTIONS")));

  private InvokeGrammar() {}
}
