package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.core.model.ModelFeature;
import ai.kernelpanic09.core.model.ModelTraits;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a call asks of its model that not all models can do, and where its caller says so. */
final class FeatureNotes {

  private final Map<ModelFeature, String> asked = new EnumMap<>(ModelFeature.class);

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
    var temperature = asked.get(ModelFeature.TEMPERATURE);
    var topP = asked.get(ModelFeature.TOP_P);
    return temperature == null || topP == null || traits.temperatureWithTopP()
        ? null
        : topP + ": model " + modelId + " takes it or " + temperature + ", not both";
  }
}
