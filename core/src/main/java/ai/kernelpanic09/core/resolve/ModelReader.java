package ai.kernelpanic09.core.resolve;

import ai.kernelpanic09.core.price.ModelLifecycle;
import java.util.List;

/**
 * Looks up models and profiles of one region with the permissions of one identity. Every method
 * that asks AWS may throw a {@link ModelUnseenException}, or an exception of the implementation
 * when AWS can't be asked at the moment.
 */
public interface ModelReader {

  /** Whether a model can be called by its own id, without a profile. */
  boolean servesOnDemand(String modelId);

  /** ARNs of the foundation models behind a profile. */
  List<String> modelsOfProfile(String idOrArn);

  /** Whether the account can use the model. */
  Availability availability(String modelId);

  /** What AWS has announced of a model's prices and its end. */
  ModelLifecycle lifecycle(String modelId);

  /** Whether the project's price table has a price for this profile; does not ask AWS. */
  boolean isSoldThroughProfile(String profileId);

  /**
   * An account's access to a model, as AWS reports it.
   *
   * @param agreed whether the account has agreed to its terms and is entitled to it
   * @param inRegion whether the reader's region has it
   */
  record Availability(boolean agreed, boolean inRegion) {}
}
