package ai.kernelpanic09.operator.model;

import ai.kernelpanic09.core.price.ModelLifecycle;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.resolve.ModelReader;
import ai.kernelpanic09.core.resolve.ModelUnseenException;
import ai.kernelpanic09.core.resolve.ModelUnseenException.Reason;
import ai.kernelpanic09.operator.aws.AwsFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.AuthorizationStatus;
import software.amazon.awssdk.services.bedrock.model.EntitlementAvailability;
import software.amazon.awssdk.services.bedrock.model.FoundationModelDetails;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileModel;
import software.amazon.awssdk.services.bedrock.model.InferenceType;
import software.amazon.awssdk.services.bedrock.model.RegionAvailability;

/**
 * Asks Bedrock's control plane with a session of the endpoint's role. While AWS is unavailable,
 * questions fail with an {@link AwsFailure}. For one resolution: it asks about a model once.
 */
public final class BedrockModelReader implements ModelReader {

  private final BedrockClient bedrock;
  private final AwsSessionCredentials session;
  private final PriceBook prices;
  private final String region;
  private final Map<String, FoundationModelDetails> details = new HashMap<>();

  public BedrockModelReader(
      BedrockClient bedrock, AwsSessionCredentials session, PriceBook prices, String region) {
    this.bedrock = bedrock;
    this.session = session;
    this.prices = prices;
    this.region = region;
  }

  @Override
  public boolean servesOnDemand(String modelId) {
    return details(modelId).inferenceTypesSupported().contains(InferenceType.ON_DEMAND);
  }

  @Override
  public ModelLifecycle lifecycle(String modelId) {
    var lifecycle = details(modelId).modelLifecycle();
    return lifecycle == null
        ? ModelLifecycle.NONE
        : new ModelLifecycle(lifecycle.publicExtendedAccessTime(), lifecycle.endOfLifeTime());
  }

  private FoundationModelDetails details(String modelId) {
    return details.computeIfAbsent(modelId, this::askDetails);
  }

  private FoundationModelDetails askDetails(String modelId) {
    return asked(
            () ->
                bedrock.getFoundationModel(
                    request ->
                        request.modelIdentifier(modelId).overrideConfiguration(this::signed)))
        .modelDetails();
  }

  @Override
  public List<String> modelsOfProfile(String idOrArn) {
    return asked(
            () ->
                bedrock.getInferenceProfile(
                    request ->
                        request
                            .inferenceProfileIdentifier(idOrArn)
                            .overrideConfiguration(this::signed)))
        .models()
        .stream()
        .map(InferenceProfileModel::modelArn)
        .filter(Objects::nonNull)
        .toList();
  }

  @Override
  public Availability availability(String modelId) {
    var answer =
        asked(
            () ->
                bedrock.getFoundationModelAvailability(
                    request -> request.modelId(modelId).overrideConfiguration(this::signed)));
    var agreement = answer.agreementAvailability();
    return new Availability(
        Agreement.of(agreement.statusAsString()),
        agreement.errorMessage(),
        answer.authorizationStatus() == AuthorizationStatus.AUTHORIZED,
        answer.entitlementAvailability() == EntitlementAvailability.AVAILABLE,
        answer.regionAvailability() == RegionAvailability.AVAILABLE);
  }

  @Override
  public boolean isSoldThroughProfile(String profileId) {
    return prices.find(profileId, region).isPresent();
  }

  private void signed(AwsRequestOverrideConfiguration.Builder each) {
    each.credentialsProvider(() -> session);
  }

  private static <T> T asked(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw meaning(AwsFailure.of(e));
    }
  }

  static RuntimeException meaning(AwsFailure failure) {
    return switch (failure.kind()) {
      case DENIED -> new ModelUnseenException(Reason.NOT_PERMITTED, failure.text());
      case NOT_FOUND, INVALID -> new ModelUnseenException(Reason.NOT_FOUND, failure.text());
      case QUOTA, BUSY, PASSING, NO_IDENTITY -> failure;
    };
  }
}
