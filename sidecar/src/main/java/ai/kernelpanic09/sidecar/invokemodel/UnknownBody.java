package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
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

  private final JsonMembers body;

  UnknownBody(JsonMembers body) {
    this.body = body;
  }

  void check() throws InvalidRequestException {
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
