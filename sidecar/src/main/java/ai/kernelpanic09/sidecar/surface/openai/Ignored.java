package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
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

  /** Those of chat completions. */
  static final Ignored CHAT =
      new Ignored(
          Map.ofEntries(
              Map.entry("user", ANY),
              Map.entry("metadata", ANY),
              Map.entry("safety_identifier", ANY),
              Map.entry("prompt_cache_key", ANY),
              Map.entry("prompt_cache_retention", ANY),
              Map.entry("seed", ANY),
              Map.entry("store", FALSE),
              Map.entry("logprobs", FALSE),
              Map.entry("top_logprobs", ZERO),
              Map.entry("frequency_penalty", ZERO),
              Map.entry("presence_penalty", ZERO),
              Map.entry("logit_bias", EMPTY),
              Map.entry("n", value -> value.wholeNumber(1) == 1),
              Map.entry("service_tier", words("auto", "default")),
              Map.entry("verbosity", words("medium")),
              Map.entry("modalities", Ignored::isTextOnly)),
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

  private final Map<String, Harmless> ignored;
  private final Set<String> read;

  private Ignored(Map<String, Harmless> ignored, Set<String> read) {
    this.ignored = ignored;
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

  /** Refuses what would change the answer and can't be honoured. */
  void check(JsonMembers body) throws InvalidRequestException {
    for (var name : body.names()) {
      var value = body.get(name);
      if (value == null || read.contains(name)) {
        continue;
      }
      var harmless = ignored.get(name);
      if (harmless == null) {
        throw value.wrong("is not known; known are " + String.join(", ", new TreeSet<>(read)));
      }
      if (!harmless.is(value)) {
        throw value.wrong("can't be honoured by models of Bedrock with this value");
      }
    }
  }
}
