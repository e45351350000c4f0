package ai.kernelpanic09.operator.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model that an endpoint really calls.
 *
 * @param callId id or ARN that calls name
 * @param baseModel id of the foundation model behind it; null where none is known
 * @param profile id of the inference profile; null where none is used
 * @param resourceArn ARN of what is called, as policies name it
 * @param modelArns the foundation models to which a profile may send calls; empty without profile
 * @param regions where calls may be served
 */
public record ResolvedModel(
    String callId,
    @Nullable String baseModel,
    @Nullable String profile,
    String resourceArn,
    List<String> modelArns,
    List<String> regions) {

  public ResolvedModel {
    modelArns = List.copyOf(modelArns);
    regions = List.copyOf(regions);
  }
}
