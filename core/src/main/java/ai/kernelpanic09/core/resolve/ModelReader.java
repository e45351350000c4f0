package ai.kernelpanic09.core.resolve;

import java.util.List;

/**
 * Looks at models as one identity may, in one region. Every question may fail with a {@link
 * ModelUnseenException}, or with an exception of the reader's own when AWS can't be asked for now.
 */
public interface ModelReader {

  /** Whether a model can be called by its own id. */
  boolean servesOnDemand(String modelId);

  /** ARNs of the foundation models behind a profile. */
  List<String> modelsOfProfile(String idOrArn);

  /** Whether the account can use the model. */
  Availability availability(String modelId);

  /** Whether the price list knows this profile. */
  boolean isSoldThroughProfile(String profileId);

  /**
   * What AWS says of an account and a model.
   *
   * @param agreed whether the account has agreed to its terms and is entitled to it
   * @param inRegion whether the asked region has it
   */
  record Availability(boolean agreed, boolean inRegion) {}
}
