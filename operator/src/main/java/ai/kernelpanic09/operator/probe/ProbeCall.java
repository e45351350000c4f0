package ai.kernelpanic09.operator.probe;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.price.GuardrailUnits;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.operator.aws.AwsClients;
import ai.kernelpanic09.operator.aws.AwsFailure;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailAssessment;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailTrace;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/** Makes the smallest Converse call, with the endpoint's guardrails. */
public final class ProbeCall {

  static final String TEXT = "Hi";

  private final AwsClients clients;

  public ProbeCall(AwsClients clients) {
    this.clients = clients;
  }

  /**
   * Makes the call.
   *
   * @return what the call used, guardrail units included; null when the answer does not tell what
   *     each guardrail has checked
   * @throws AwsFailure when the model doesn't answer
   */
  @Nullable Usage converse(
      EndpointName endpoint,
      String workload,
      String window,
      String id,
      EndpointLimits limits,
      AwsSessionCredentials session) {
    var request =
        ConverseRequest.builder()
            .modelId(limits.modelId())
            .messages(
                Message.builder()
                    .role(ConversationRole.USER)
                    .content(ContentBlock.fromText(TEXT))
                    .build())
            .inferenceConfig(inference -> inference.maxTokens(1))
            .requestMetadata(
                Map.of(
                    "endpoint",
                    endpoint.toString(),
                    "workload",
                    workload,
                    "window",
                    window,
                    "call",
                    id))
            .overrideConfiguration(
                each -> each.credentialsProvider(StaticCredentialsProvider.create(session)));
    var tariff = limits.tariff();
    if (tariff != null && tariff.serviceTier() != null) {
      var tier = tariff.serviceTier().word();
      request.serviceTier(each -> each.type(tier));
    }
    var guardrail = limits.guardrail();
    if (guardrail != null) {
      request.guardrailConfig(
          each ->
              each.guardrailIdentifier(guardrail.id())
                  .guardrailVersion(guardrail.version())
                  .trace(GuardrailTrace.ENABLED));
    } else if (!limits.enforcedGuardrails().isEmpty()) {
      request.guardrailConfig(each -> each.trace(GuardrailTrace.ENABLED));
    }
    try {
      var runtime = clients.runtime(limits.region(), limits.endpointUrl());
      var response = runtime.converse(request.build());
      var guardrails = limits.addedGuardrails().size() + (guardrail == null ? 0 : 1);
      return isTold(response, guardrails) ? usage(response) : null;
    } catch (SdkException e) {
      throw AwsFailure.of(e);
    }
  }

  /** Whether as many guardrails tell what they have checked of the text, and of the answer. */
  private static boolean isTold(ConverseResponse response, int guardrails) {
    if (guardrails == 0) {
      return true;
    }
    var trace = response.trace() == null ? null : response.trace().guardrail();
    return trace != null
        && trace.inputAssessment().size() >= guardrails
        && (number(response.usage().outputTokens()) == 0
            || trace.outputAssessments().size() >= guardrails);
  }

  private static Usage usage(ConverseResponse response) {
    var tokens = response.usage();
    return new Usage(
        number(tokens.inputTokens()),
        number(tokens.outputTokens()),
        number(tokens.cacheReadInputTokens()),
        number(tokens.cacheWriteInputTokens()),
        0,
        units(response));
  }

  private static GuardrailUnits units(ConverseResponse response) {
    var sum = GuardrailUnits.NONE;
    if (response.trace() == null || response.trace().guardrail() == null) {
      return sum;
    }
    var trace = response.trace().guardrail();
    for (var each : trace.inputAssessment().values()) {
      sum = sum.plus(units(each));
    }
    for (var list : trace.outputAssessments().values()) {
      for (var each : list) {
        sum = sum.plus(units(each));
      }
    }
    return sum;
  }

  private static GuardrailUnits units(GuardrailAssessment assessment) {
    var metrics = assessment.invocationMetrics();
    var usage = metrics == null ? null : metrics.usage();
    return usage == null
        ? GuardrailUnits.NONE
        : new GuardrailUnits(
            number(usage.contentPolicyUnits()),
            number(usage.topicPolicyUnits()),
            number(usage.sensitiveInformationPolicyUnits()),
            number(usage.contextualGroundingPolicyUnits()),
            GuardrailUnits.ofReasoning(
                number(usage.automatedReasoningPolicyUnits()),
                number(usage.automatedReasoningPolicies())),
            number(usage.contentPolicyImageUnits()));
  }

  private static long number(@Nullable Integer number) {
    return Objects.requireNonNullElse(number, 0);
  }
}
