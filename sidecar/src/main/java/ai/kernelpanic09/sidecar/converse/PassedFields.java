package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.core.model.ModelFeature;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads over members that only some families of models take, in the shape in which Bedrock takes
 * them: by an allow-list, for one that is not known could change the price.
 */
final class PassedFields {

  private static final int MAX_PATHS = 10;

  /** Members of a model's own answer that hold nothing of its content. */
  private static final Set<String> WITHOUT_CONTENT =
      Set.of("/stop_sequence", "/stop_reason", "/id", "/model", "/role", "/type", "/usage");

  private final FeatureNotes features;

  PassedFields(FeatureNotes features) {
    this.features = features;
  }

  /** The object {@code outputConfig}. */
  void output(JsonMember config) throws InvalidRequestException {
    var members = config.members();
    members.allow(Set.of("textFormat", "effort"));
    note(members.get("textFormat"), ModelFeature.JSON_SCHEMA);
    note(members.get("effort"), ModelFeature.EFFORT);
  }

  /** The object {@code additionalModelRequestFields}. */
  void model(JsonMember fields) throws InvalidRequestException {
    var members = fields.members();
    members.allow(
        Set.of(
            "thinking",
            "top_k",
            "output_config",
            "reasoning_effort",
            "inferenceConfig",
            "anthropic_beta"));
    thinking(members.get("thinking"));
    note(members.get("top_k"), ModelFeature.TOP_K);
    note(members.get("reasoning_effort"), ModelFeature.REASONING_EFFORT);
    var output = members.get("output_config");
    if (output != null) {
      only(output, "effort");
      note(output, ModelFeature.EFFORT);
    }
    var inference = members.get("inferenceConfig");
    if (inference != null) {
      only(inference, "topK");
      note(inference, ModelFeature.TOP_K_OF_NOVA);
    }
    var betas = members.get("anthropic_beta");
    if (betas != null) {
      ClaudeBetas.check(betas);
    }
  }

  private void thinking(@Nullable JsonMember thinking) throws InvalidRequestException {
    if (thinking == null) {
      return;
    }
    var members = thinking.members();
    members.allow(Set.of("type", "budget_tokens", "display"));
    var type = members.require("type");
    switch (type.word()) {
      case "enabled" -> {
        members.require("budget_tokens").wholeNumber(1);
        features.note(ModelFeature.THINKING_ENABLED, thinking.path());
      }
      case "adaptive" -> features.note(ModelFeature.THINKING_ADAPTIVE, thinking.path());
      case "disabled" -> {}
      default -> throw type.wrong("must be enabled, adaptive or disabled");
    }
  }

  private void note(@Nullable JsonMember member, ModelFeature feature) {
    if (member != null) {
      features.note(feature, member.path());
    }
  }

  private static JsonMembers only(JsonMember object, String member) throws InvalidRequestException {
    var members = object.members();
    members.allow(Set.of(member));
    return members;
  }

  /**
   * The array {@code additionalModelResponseFieldPaths}.
   *
   * @return the path of the first that may hold content; null when none does
   */
  static @Nullable String responsePaths(JsonMember paths) throws InvalidRequestException {
    String content = null;
    for (var each : paths.items(MAX_PATHS)) {
      var pointer = each.word();
      if (content == null && !WITHOUT_CONTENT.contains(pointer) && !pointer.startsWith("/usage/")) {
        content = each.path();
      }
    }
    return content;
  }
}
