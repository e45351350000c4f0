package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Members without a meaning here, which clients send all the same: taken with the values that
 * change nothing, refused by name with others.
 */
final class Ignored {

  /** Tells whether a value changes nothing. */
  @FunctionalInterface
  private interface Harmless {
    boolean is(JsonMember value) throws InvalidRequestException;
  }

  private static final Harmless ANY = value -> true;
  private static final Harmless FALSE = value -> !value.flag();
  private static final Harmless ZERO = value -> Double.parseDouble(value.number(-2, 20)) == 0;
  private static final Harmless EMPTY =
      value -> value.isObject() && value.members().names().isEmpty();

  private static Harmless words(String... words) {
    var set = Set.of(words);
    return value -> set.contains(value.word());
  }

  /** Those of both forms. */
  private static final Map<String, Harmless> COMMON =
      Map.ofEntries(
          Map.entry("user", ANY),
          Map.entry("metadata", ANY),
          Map.entry("safety_identifier", ANY),
          Map.entry("prompt_cache_key", ANY),
          Map.entry("prompt_cache_retention", ANY),
          Map.entry("prompt_cache_options", Ignored::isHowCached),
          Map.entry("store", FALSE),
          Map.entry("top_logprobs", ZERO),
          Map.entry("service_tier", words("auto", "default")));

  /** Those of chat completions. */
  static final Ignored CHAT =
      new Ignored(
          Map.of(
              "seed", ANY,
              "logprobs", FALSE,
              "frequency_penalty", ZERO,
              "presence_penalty", ZERO,
              "logit_bias", EMPTY,
              "n", value -> value.wholeNumber(1) == 1,
              "verbosity", words("medium"),
              "modalities", Ignored::isTextOnly),
          Set.of(
              "model",
              "messages",
              "tools",
              "tool_choice",
              "parallel_tool_calls",
              "max_tokens",
              "max_completion_tokens",
              "temperature",
              "top_p",
              "top_k",
              "stop",
              "response_format",
              "reasoning_effort",
              "thinking",
              "stream",
              "stream_options"));

  /** Those of responses. */
  static final Ignored RESPONSES =
      new Ignored(
          Map.of(
              "background",
              FALSE,
              "truncation",
              words("auto", "disabled"),
              // Of tools that are not run here.
              "max_tool_calls",
              ANY),
          Set.of(
              "model",
              "input",
              "instructions",
              "tools",
              "tool_choice",
              "parallel_tool_calls",
              "max_output_tokens",
              "temperature",
              "top_p",
              "text",
              "reasoning",
              "include",
              "stream",
              "stream_options"));

  /** Members of OpenAI's form that can't be had, and why, or what to say instead. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "functions", "is not taken any more; use tools",
          "function_call", "is not taken any more; use tool_choice",
          "audio", "models of Bedrock answer in text alone",
          "prediction", "models of Bedrock take no predicted answer",
          "web_search_options", "nothing is searched here",
          "moderation", "spec.guardrailPolicyRef of the endpoint names what texts are checked by");

  private final Map<String, Harmless> ignored;
  private final Set<String> read;

  private Ignored(Map<String, Harmless> ignored, Set<String> read) {
    var all = new HashMap<>(COMMON);
    all.putAll(ignored);
    this.ignored = Map.copyOf(all);
    this.read = read;
  }

  private static boolean isTextOnly(JsonMember value) throws InvalidRequestException {
    for (var each : value.items(10)) {
      if (!each.word().equals("text")) {
        return false;
      }
    }
    return true;
  }

  /** Whether it says no more than how OpenAI is to keep prompts. */
  private static boolean isHowCached(JsonMember value) throws InvalidRequestException {
    return Set.of("mode", "ttl").containsAll(value.members().names());
  }

  /** Refuses what would change the answer and can't be honoured. */
  void check(JsonMembers body) throws InvalidRequestException {
    for (var name : body.names()) {
      var value = body.get(name);
      if (value == null || read.contains(name)) {
        continue;
      }
      var harmless = ignored.get(name);
      if (harmless == null) {
        var known = new TreeSet<>(read);
        known.addAll(ignored.keySet());
        throw value.wrong(
            REFUSED.getOrDefault(name, "is not known; known are " + String.join(", ", known)));
      }
      if (!harmless.is(value)) {
        throw value.wrong("can't be honoured by models of Bedrock with this value");
      }
    }
  }
}
