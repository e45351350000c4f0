package ai.kernelpanic09.core.resolve;

import ai.kernelpanic09.core.price.ModelIds;
import ai.kernelpanic09.core.price.ModelLifecycle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model that an endpoint really calls.
 *
 * @param callId id or ARN that calls name
 * @param baseModel id of the foundation model behind it; null where none is known
 * @param profile id of the inference profile; null where none is used
 * @param resourceArn ARN of the called resource, as IAM policies name it
 * @param modelArns ARNs of the foundation models to which a profile may send calls; empty where no
 *     profile is used
 * @param regions where calls may be served
 * @param lifecycle what AWS has announced of the foundation model
 */
public record ResolvedModel(
    String callId,
    @Nullable String baseModel,
    @Nullable String profile,
    String resourceArn,
    List<String> modelArns,
    List<String> regions,
    ModelLifecycle lifecycle) {

  public ResolvedModel {
    modelArns = List.copyOf(modelArns);
    regions = List.copyOf(regions);
  }

  /** A model of which nothing is announced, or nobody may look. */
  public ResolvedModel(
      String callId,
      @Nullable String baseModel,
      @Nullable String profile,
      String resourceArn,
      List<String> modelArns,
      List<String> regions) {
    this(callId, baseModel, profile, resourceArn, modelArns, regions, ModelLifecycle.NONE);
  }

  /** The same model with what AWS has announced of it. */
  ResolvedModel living(ModelLifecycle announced) {
    return new ResolvedModel(
        callId, baseModel, profile, resourceArn, modelArns, regions, announced);
  }

  /**
   * The id under which the price of calls is found: an application inference profile costs as much
   * as the model or the geographic profile that it was made from.
   */
  public String priceKey(String region) {
    if (baseModel == null || !callId.contains(":application-inference-profile/")) {
      return callId;
    }
    var geography = ModelIds.geoProfile(region);
    return modelArns.size() == 1 || geography.isEmpty()
        ? baseModel
        : geography.get() + "." + baseModel;
  }
}
