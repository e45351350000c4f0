package ai.kernelpanic09.core.resolve;

import ai.kernelpanic09.core.price.ModelLifecycle;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
   * @param agreement whether the account has agreed to its terms
   * @param agreementError what AWS says of an agreement that failed; null for nothing
   * @param authorized whether AWS lets the account use it
   * @param entitled whether the account has a subscription that holds
   * @param inRegion whether the reader's region has it
   * @see <a
   *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetFoundationModelAvailability.html">GetFoundationModelAvailability</a>
   */
  record Availability(
      Agreement agreement,
      @Nullable String agreementError,
      boolean authorized,
      boolean entitled,
      boolean inRegion) {}

  /** An account's agreement to the terms of a model, by AWS's words. */
  enum Agreement {
    AVAILABLE,
    PENDING,
    NOT_AVAILABLE,
    ERROR;

    /** The agreement with AWS's word; one that is not known is none. */
    public static Agreement of(@Nullable String word) {
      return Stream.of(values())
          .filter(each -> each.name().equals(word))
          .findFirst()
          .orElse(NOT_AVAILABLE);
    }
  }
}
