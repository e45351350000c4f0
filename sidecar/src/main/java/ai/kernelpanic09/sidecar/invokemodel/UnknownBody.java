package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import java.util.Locale;
import java.util.Set;

/**
 * Reads over a body whose form is not known. It counts as all that the model can read and generate,
 * once; what would make it more, or what the guardrail is to see less, is refused.
 */
final class UnknownBody {

  /** How many answers vendors are asked for. */
  private static final Set<String> ANSWERS =
      Set.of(
          "n",
          "best_of",
          "bestOf",
          "numResults",
          "num_results",
          "num_generations",
          "num_return_sequences",
          "candidateCount",
          "candidate_count");

  /** Where vendors and Bedrock are told at which price they serve. */
  private static final Set<String> TIERS =
      Set.of("service_tier", "serviceTier", "performanceConfig", "speed");

  /** What Bedrock itself reads of a body, whatever the model. */
  private static final String OF_THE_GUARDRAIL = "amazon-bedrock-guardrailConfig";

  private static final int MAX_TOOLS = 10_000;
  private static final int MAX_WORD = 40;

  private final JsonMembers body;

  UnknownBody(JsonMembers body) {
    this.body = body;
  }

  /**
   * Reads over it.
   *
   * @param whole the same body
   */
  void read(JsonMember whole, BodyCount count) throws InvalidRequestException {
    check();
    count.json(whole);
    count.opaque();
    images(whole, count);
  }

  /** A guardrail's price of an image is more than that of its bytes as a text. */
  private static void images(JsonMember whole, BodyCount count) throws InvalidRequestException {
    var from = whole.scanner();
    for (var depth = 1; depth > 0; ) {
      switch (from.next()) {
        case START_OBJECT, START_ARRAY -> depth++;
        case END_OBJECT, END_ARRAY -> depth--;
        case NAME, TEXT -> {
          if (isOfAnImage(from)) {
            count.image();
          }
        }
        default -> {}
      }
    }
  }

  /** Whether a name, or a word such as a kind of part, is that of an image. */
  private static boolean isOfAnImage(JsonScanner at) {
    return at.scanned().characters() <= MAX_WORD
        && at.text().toLowerCase(Locale.ROOT).contains("image");
  }

  private void check() throws InvalidRequestException {
    for (var name : body.names()) {
      var value = body.get(name);
      if (value == null) {
        continue;
      }
      if (ANSWERS.contains(name) && value.wholeNumber(1) != 1) {
        throw value.wrong("must be 1: what several answers can cost is not known");
      }
      if (TIERS.contains(name)) {
        throw value.wrong("must be left out, for it may have a price that is not the endpoint's");
      }
      if (name.equals(OF_THE_GUARDRAIL)) {
        throw value.wrong("must be left out: what the guardrail sees is the endpoint's to choose");
      }
      if (name.equals("toolConfig")) {
        tools(value);
      }
    }
  }

  /** Bedrock's own tools have prices of their own. */
  private static void tools(JsonMember config) throws InvalidRequestException {
    var tools = config.members().get("tools");
    if (tools == null) {
      return;
    }
    tools.each(
        MAX_TOOLS,
        tool -> {
          if (tool.members().has("systemTool")) {
            throw tool.wrong("can't be a systemTool, which has a price of its own");
          }
        });
  }
}
