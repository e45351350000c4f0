package ai.kernelpanic09.operator.enforcement;

import ai.kernelpanic09.core.aws.GuardrailVersionArn;
import ai.kernelpanic09.core.price.ChargedPolicy;
import ai.kernelpanic09.operator.aws.AwsFailure;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.GetGuardrailResponse;
import software.amazon.awssdk.services.bedrock.model.GuardrailContentFilter;
import software.amazon.awssdk.services.bedrock.model.GuardrailModality;

/**
 * Asks Bedrock's control plane of one region, with a session of an endpoint's role, what is
 * enforced. Questions fail with an {@link AwsFailure}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListEnforcedGuardrailsConfiguration.html">ListEnforcedGuardrailsConfiguration</a>
 */
final class EnforcementReader {

  /** The action that listing needs. */
  static final String LIST = "bedrock:ListEnforcedGuardrailsConfiguration";

  /** AWS lists one for an account. */
  private static final int MAX_PAGES = 10;

  private final BedrockClient bedrock;
  private final AwsRequestOverrideConfiguration signed;

  EnforcementReader(BedrockClient bedrock, AwsCredentials session) {
    this.bedrock = bedrock;
    signed = AwsRequestOverrideConfiguration.builder().credentialsProvider(() -> session).build();
  }

  /** What the policies of a guardrail's version are charged for, and where it may run. */
  record Content(Set<ChargedPolicy> charged, boolean crossRegion) {
    Content {
      charged = Set.copyOf(charged);
    }
  }

  List<AccountGuardrail> list() {
    var all = new ArrayList<AccountGuardrail>();
    var token = (String) null;
    for (var page = 0; page < MAX_PAGES; page++) {
      var next = token;
      var answer =
          asked(
              () ->
                  bedrock.listEnforcedGuardrailsConfiguration(
                      request -> request.nextToken(next).overrideConfiguration(signed)));
      answer.guardrailsConfig().forEach(each -> all.add(AccountGuardrail.of(each)));
      token = answer.nextToken();
      if (token == null) {
        break;
      }
    }
    return all;
  }

  Content content(GuardrailVersionArn guardrail) {
    var answer =
        asked(
            () ->
                bedrock.getGuardrail(
                    request ->
                        request
                            .guardrailIdentifier(guardrail.arn())
                            .guardrailVersion(guardrail.version())
                            .overrideConfiguration(signed)));
    return new Content(charged(answer), answer.crossRegionDetails() != null);
  }

  private static Set<ChargedPolicy> charged(GetGuardrailResponse guardrail) {
    var charged = EnumSet.noneOf(ChargedPolicy.class);
    var content = guardrail.contentPolicy();
    if (content != null) {
      charged.add(ChargedPolicy.CONTENT);
      if (content.filters().stream().anyMatch(EnforcementReader::looksAtImages)) {
        charged.add(ChargedPolicy.IMAGE);
      }
    }
    if (guardrail.topicPolicy() != null) {
      charged.add(ChargedPolicy.TOPICS);
    }
    var sensitive = guardrail.sensitiveInformationPolicy();
    if (sensitive != null && !sensitive.piiEntities().isEmpty()) {
      charged.add(ChargedPolicy.SENSITIVE_INFORMATION);
    }
    if (guardrail.contextualGroundingPolicy() != null) {
      charged.add(ChargedPolicy.GROUNDING);
    }
    if (guardrail.automatedReasoningPolicy() != null) {
      charged.add(ChargedPolicy.AUTOMATED_REASONING);
    }
    return charged;
  }

  private static boolean looksAtImages(GuardrailContentFilter filter) {
    return Stream.concat(filter.inputModalities().stream(), filter.outputModalities().stream())
        .anyMatch(each -> Objects.equals(each, GuardrailModality.IMAGE));
  }

  private static <T> T asked(Supplier<T> question) {
    try {
      return question.get();
    } catch (SdkException e) {
      throw AwsFailure.of(e);
    }
  }
}
