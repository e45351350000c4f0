package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.core.model.ModelFeature;
import ai.kernelpanic09.core.model.ModelTraits;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a call asks of its model that not all models can do, and where its caller says so. */
final class FeatureNotes {

  /**
   * What Claude does not take while it thinks.
   *
   * @see <a
   *     href="https://platform.claude.com/docs/en/build-with-claude/extended-thinking#feature-compatibility">
   *     Extended thinking, feature compatibility</a>
   */
  private static final List<ModelFeature> NOT_WHILE_THINKING =
      List.of(
          ModelFeature.TEMPERATURE,
          ModelFeature.TOP_K,
          ModelFeature.TOOL_CHOICE_ANY,
          ModelFeature.TOOL_CHOICE_TOOL);

  private final Map<ModelFeature, String> asked = new EnumMap<>(ModelFeature.class);

  private boolean temperatureIsOne;

  /**
   * The call asks for a temperature.
   *
   * @param path of the member, in the caller's form
   * @param isOne whether it is the one that a model has while it thinks
   */
  void noteTemperature(String path, boolean isOne) {
    note(ModelFeature.TEMPERATURE, path);
    temperatureIsOne = isOne;
  }

  /**
   * The call asks for it.
   *
   * @param path of the member, in the caller's form
   */
  void note(ModelFeature feature, String path) {
    asked.putIfAbsent(feature, path);
  }

  /** The member that the model would refuse, and why; null when it takes all. */
  @Nullable String refused(String modelId) {
    if (asked.isEmpty()) {
      return null;
    }
    var traits = ModelTraits.of(modelId);
    for (var each : asked.entrySet()) {
      if (!traits.takes(each.getKey())) {
        return each.getValue() + ": model " + modelId + " does not take " + each.getKey().text();
      }
    }
    return together(traits, modelId);
  }

  /** Of what the model takes one by one, the member that it refuses beside another. */
  private @Nullable String together(ModelTraits traits, String modelId) {
    var temperature = asked.get(ModelFeature.TEMPERATURE);
    var topP = asked.get(ModelFeature.TOP_P);
    if (temperature != null && topP != null && !traits.temperatureWithTopP()) {
      return topP + ": model " + modelId + " takes it or " + temperature + ", not both";
    }
    var budgeted = asked.get(ModelFeature.THINKING_ENABLED);
    var thinking = budgeted == null ? asked.get(ModelFeature.THINKING_ADAPTIVE) : budgeted;
    if (thinking != null) {
      for (var each : NOT_WHILE_THINKING) {
        var path = asked.get(each);
        if (path != null && !(each == ModelFeature.TEMPERATURE && temperatureIsOne)) {
          return path + ": model " + modelId + " takes it or " + thinking + ", not both";
        }
      }
    }
    return null;
  }
}
