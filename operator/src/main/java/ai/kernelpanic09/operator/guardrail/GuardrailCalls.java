package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.operator.aws.AwsFailure;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.CreateGuardrailRequest;
import software.amazon.awssdk.services.bedrock.model.CreateGuardrailResponse;
import software.amazon.awssdk.services.bedrock.model.GetGuardrailResponse;
import software.amazon.awssdk.services.bedrock.model.GuardrailSummary;
import software.amazon.awssdk.services.bedrock.model.ListGuardrailsResponse;
import software.amazon.awssdk.services.bedrock.model.Tag;
import software.amazon.awssdk.services.bedrock.model.UpdateGuardrailRequest;

/**
 * Bedrock's control plane for guardrails, in one account and region. Each method is one request,
 * which is not repeated, and throws {@link CallRefused} when it fails.
 */
final class GuardrailCalls {

  private static final int ALL = 1_000;

  private final BedrockClient bedrock;
  private final AwsRequestOverrideConfiguration override;

  GuardrailCalls(BedrockClient bedrock, AwsCredentials credentials) {
    this.bedrock = bedrock;
    this.override =
        AwsRequestOverrideConfiguration.builder()
            .credentialsProvider(() -> credentials)
            // The reconciler repeats failed requests, at its own pace.
            .addPlugin(
                client ->
                    client.overrideConfiguration(
                        client.overrideConfiguration().toBuilder()
                            .retryStrategy(AwsRetryStrategy.doNotRetry())
                            .build()))
            .build();
  }

  /** One page of all guardrails, each with the state of its draft. */
  ListGuardrailsResponse page(@Nullable String token) {
    return call(
        "bedrock:ListGuardrails",
        () ->
            bedrock.listGuardrails(
                r -> r.maxResults(ALL).nextToken(token).overrideConfiguration(override)));
  }

  /** The draft and all versions of a guardrail. */
  List<GuardrailSummary> versions(String id) {
    return call(
            "bedrock:ListGuardrails",
            () ->
                bedrock.listGuardrails(
                    r -> r.guardrailIdentifier(id).maxResults(ALL).overrideConfiguration(override)))
        .guardrails();
  }

  GetGuardrailResponse draft(String id) {
    return call(
        "bedrock:GetGuardrail",
        () -> bedrock.getGuardrail(r -> r.guardrailIdentifier(id).overrideConfiguration(override)));
  }

  Map<String, String> tags(String arn) {
    return call(
            "bedrock:ListTagsForResource",
            () ->
                bedrock.listTagsForResource(
                    r -> r.resourceARN(arn).overrideConfiguration(override)))
        .tags()
        .stream()
        .collect(Collectors.toMap(Tag::key, Tag::value));
  }

  void tag(String arn, List<Tag> tags) {
    call(
        "bedrock:TagResource",
        () ->
            bedrock.tagResource(
                r -> r.resourceARN(arn).tags(tags).overrideConfiguration(override)));
  }

  CreateGuardrailResponse create(CreateGuardrailRequest request) {
    return call(
        "bedrock:CreateGuardrail",
        () -> bedrock.createGuardrail(request.toBuilder().overrideConfiguration(override).build()));
  }

  void update(UpdateGuardrailRequest request) {
    call(
        "bedrock:UpdateGuardrail",
        () -> bedrock.updateGuardrail(request.toBuilder().overrideConfiguration(override).build()));
  }

  /** Publishes the draft, and returns the number of the new version. */
  String publish(String id, String description, String token) {
    return call(
            "bedrock:CreateGuardrailVersion",
            () ->
                bedrock.createGuardrailVersion(
                    r ->
                        r.guardrailIdentifier(id)
                            .description(description)
                            .clientRequestToken(token)
                            .overrideConfiguration(override)))
        .version();
  }

  /**
   * @param version null for the guardrail with all its versions
   */
  void delete(String id, @Nullable String version) {
    call(
        "bedrock:DeleteGuardrail",
        () ->
            bedrock.deleteGuardrail(
                r ->
                    r.guardrailIdentifier(id)
                        .guardrailVersion(version)
                        .overrideConfiguration(override)));
  }

  private static <T> T call(String action, Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkException e) {
      throw new CallRefused(action, AwsFailure.of(e));
    }
  }
}
