package ai.kernelpanic09.operator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.ChargedPolicy;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.resolve.GuardrailCharges;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrock.model.Tag;
import software.amazon.awssdk.services.bedrock.model.UpdateGuardrailRequest;

/** The requests that are sent to Bedrock for a policy. */
class GuardrailRequestTest {

  private static final String WHOLE =
      """
      description: All of it
      contentPolicy:
        filters:
          - {type: HATE, inputStrength: LOW, outputStrength: MEDIUM, inputModalities: [TEXT, IMAGE],
             outputModalities: [TEXT], inputAction: BLOCK, outputAction: NONE, inputEnabled: true,
             outputEnabled: false}
        tier: {tierName: STANDARD}
      topicPolicy:
        topics:
          - {name: Investing, definition: Advice on money., examples: ['Buy what?'], type: DENY,
             inputAction: NONE, outputAction: BLOCK, inputEnabled: false, outputEnabled: true}
        tier: {tierName: CLASSIC}
      wordPolicy:
        words: [{text: heck, inputAction: BLOCK, outputAction: NONE, inputEnabled: true,
                 outputEnabled: false}]
        managedWordLists: [{type: PROFANITY, inputAction: NONE, outputAction: BLOCK,
                            inputEnabled: false, outputEnabled: true}]
      sensitiveInformationPolicy:
        piiEntities: [{type: EMAIL, action: ANONYMIZE, inputAction: BLOCK, outputAction: NONE,
                       inputEnabled: true, outputEnabled: false}]
        regexes: [{name: ticket, description: A ticket, pattern: 'T-[0-9]+', action: BLOCK,
                   inputAction: NONE, outputAction: ANONYMIZE, inputEnabled: false,
                   outputEnabled: true}]
      contextualGroundingPolicy:
        filters: [{type: GROUNDING, threshold: 0.75, action: BLOCK, enabled: true}]
      automatedReasoningPolicy:
        policies: ['arn:aws:bedrock:us-east-1:123456789012:automated-reasoning-policy/abcdefghij12']
        confidenceThreshold: 0.5
      crossRegionConfig: {guardrailProfileIdentifier: 'us.guardrail.v1:0'}
      blockedInputMessaging: Not this.
      blockedOutputsMessaging: Nor that.
      kmsKeyId: alias/guardrails
      """;

  /** The content of the update, without the guardrail's id and name. */
  private static UpdateGuardrailRequest content(GuardrailRequest request) {
    return request.update("abc", "name").toBuilder().guardrailIdentifier(null).name(null).build();
  }

  @Test
  void theQuickstartsPolicyIsSentWithDefaultsAndWithoutAnAnswerStrengthForPromptAttacks() {
    var request = Policies.quickstart();
    assertThat(CanonicalText.of(content(request)))
        .isEqualTo(
            "{\"blockedInputMessaging\":\"Your request was blocked by the guardrail policy.\","
                + "\"blockedOutputsMessaging\":"
                + "\"The model's answer was blocked by the guardrail policy.\","
                + "\"contentPolicyConfig\":{\"filtersConfig\":[{\"inputStrength\":\"HIGH\","
                + "\"outputStrength\":\"NONE\",\"type\":\"PROMPT_ATTACK\"}]},"
                + "\"sensitiveInformationPolicyConfig\":{\"piiEntitiesConfig\":["
                + "{\"action\":\"BLOCK\",\"type\":\"AWS_ACCESS_KEY\"},"
                + "{\"action\":\"ANONYMIZE\",\"type\":\"EMAIL\"}]}}");
    assertThat(request.normalized())
        .containsExactly("spec.contentPolicy.filters[0].outputStrength");
  }

  @Test
  void everyMemberOfAPolicyReachesBedrock() {
    assertThat(CanonicalText.of(content(GuardrailRequest.of(Policies.spec(WHOLE)))))
        .isEqualTo(
            """
            {"automatedReasoningPolicyConfig":{"confidenceThreshold":0.5,"policies":[\
            "arn:aws:bedrock:us-east-1:123456789012:automated-reasoning-policy/abcdefghij12"]},\
            "blockedInputMessaging":"Not this.","blockedOutputsMessaging":"Nor that.",\
            "contentPolicyConfig":{"filtersConfig":[{"inputAction":"BLOCK","inputEnabled":true,\
            "inputModalities":["TEXT","IMAGE"],"inputStrength":"LOW","outputAction":"NONE",\
            "outputEnabled":false,"outputModalities":["TEXT"],"outputStrength":"MEDIUM",\
            "type":"HATE"}],"tierConfig":{"tierName":"STANDARD"}},\
            "contextualGroundingPolicyConfig":{"filtersConfig":[{"action":"BLOCK","enabled":true,\
            "threshold":0.75,"type":"GROUNDING"}]},\
            "crossRegionConfig":{"guardrailProfileIdentifier":"us.guardrail.v1:0"},\
            "description":"All of it","kmsKeyId":"alias/guardrails",\
            "sensitiveInformationPolicyConfig":{"piiEntitiesConfig":[{"action":"ANONYMIZE",\
            "inputAction":"BLOCK","inputEnabled":true,"outputAction":"NONE","outputEnabled":false,\
            "type":"EMAIL"}],"regexesConfig":[{"action":"BLOCK","description":"A ticket",\
            "inputAction":"NONE","inputEnabled":false,"name":"ticket","outputAction":"ANONYMIZE",\
            "outputEnabled":true,"pattern":"T-[0-9]+"}]},\
            "topicPolicyConfig":{"tierConfig":{"tierName":"CLASSIC"},"topicsConfig":[\
            {"definition":"Advice on money.","examples":["Buy what?"],"inputAction":"NONE",\
            "inputEnabled":false,"name":"Investing","outputAction":"BLOCK","outputEnabled":true,\
            "type":"DENY"}]},\
            "wordPolicyConfig":{"managedWordListsConfig":[{"inputAction":"NONE",\
            "inputEnabled":false,"outputAction":"BLOCK","outputEnabled":true,\
            "type":"PROFANITY"}],"wordsConfig":[{"inputAction":"BLOCK","inputEnabled":true,\
            "outputAction":"NONE","outputEnabled":false,"text":"heck"}]}}\
            """);
  }

  @Test
  void creatingAndUpdatingSendTheSameContent() {
    var request = GuardrailRequest.of(Policies.spec(WHOLE));
    var created = request.create("name", List.of(), "token");
    var updated = request.update("abc", "name");
    // The request must have a token, because the SDK makes one of its own where none is set.
    assertThat(CanonicalText.of(created).replace("\"clientRequestToken\":\"token\",", ""))
        .isEqualTo(CanonicalText.of(updated.toBuilder().guardrailIdentifier(null).build()));
  }

  @Test
  void theHashIsTheSameInEveryReleaseForTheSamePolicy() {
    // A change of this value would publish a new version of every existing guardrail.
    assertThat(Policies.quickstart().hash()).isEqualTo("85ddeff1e7fd30cf8cdb6051c3c25f85");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NONE", "LOW", "MEDIUM", "HIGH"})
  void anAnswerStrengthForPromptAttacksChangesNothing(String strength) {
    var spec =
        Policies.spec(
            Policies.QUICKSTART.replace("outputStrength: HIGH", "outputStrength: " + strength));
    var request = GuardrailRequest.of(spec);
    assertThat(request.hash()).isEqualTo(Policies.quickstart().hash());
    assertThat(request.normalized()).hasSize(strength.equals("NONE") ? 0 : 1);
  }

  @Test
  void theHashChangesWithEveryPartOfThePolicy() {
    var hashes = new HashMap<String, String>();
    var lines = Policies.QUICKSTART;
    for (var changed :
        List.of(
            lines,
            lines + "blockedInputMessaging: No.\n",
            lines + "blockedOutputsMessaging: No.\n",
            lines + "description: Mine\n",
            lines + "kmsKeyId: alias/k\n",
            lines.replace("EMAIL", "PHONE"),
            lines.replace("inputStrength: HIGH", "inputStrength: LOW"),
            lines + "wordPolicy: {words: [{text: heck}]}\n",
            lines + "contextualGroundingPolicy: {filters: [{type: RELEVANCE, threshold: 0.5}]}\n",
            lines + "contextualGroundingPolicy: {filters: [{type: RELEVANCE, threshold: 0.6}]}\n",
            lines
                + "contextualGroundingPolicy: {filters: [{type: RELEVANCE, threshold: 0.6}], tier:"
                + " {tierName: CLASSIC}}\n")) {
      assertThat(hashes.put(GuardrailRequest.of(Policies.spec(changed)).hash(), changed)).isNull();
    }
    var unsent = GuardrailRequest.of(Policies.spec(lines + "deletionPolicy: Retain\n"));
    assertThat(hashes).containsKey(unsent.hash());
  }

  @Test
  void aGuardrailIsNamedAfterPolicyAndCluster() {
    var owner = new GuardrailOwner(TestAws.CLUSTER, "pii-and-safety", "uid");
    assertThat(owner.guardrailName()).isEqualTo("pii-and-safety-0a1b2c3d");
    var longest = new GuardrailOwner(TestAws.CLUSTER, "p".repeat(45), "uid");
    assertThat(longest.guardrailName()).isEqualTo("p".repeat(39) + "-0a1b2c3d");
    assertThat(owner.tags("h").stream().map(Tag::value))
        .containsExactly(TestAws.CLUSTER, "uid", "h");
  }

  @Test
  void anotherClustersGuardrailIsNotOurs() {
    var owner = new GuardrailOwner(TestAws.CLUSTER, "p", "uid");
    assertThat(owner.owns(Map.of())).isFalse();
    assertThat(owner.owns(Map.of("ai.kernelpanic09.io/cluster", "other"))).isFalse();
    assertThat(owner.owns(Map.of("ai.kernelpanic09.io/cluster", TestAws.CLUSTER))).isTrue();
  }

  @Test
  void onlyWhatAwsChargesIsPriced() {
    assertThat(GuardrailCharges.of(Policies.spec(Policies.QUICKSTART)))
        .containsExactlyInAnyOrder(ChargedPolicy.CONTENT, ChargedPolicy.SENSITIVE_INFORMATION);
    assertThat(GuardrailCharges.of(Policies.spec(WHOLE)))
        .containsExactlyInAnyOrder(ChargedPolicy.values());
    var free =
        GuardrailCharges.of(
            Policies.spec(
                "wordPolicy: {words: [{text: heck}]}\n"
                    + "sensitiveInformationPolicy: {regexes: [{name: a, pattern: b, action:"
                    + " BLOCK}]}"));
    assertThat(free).isEmpty();
    var price =
        PriceBook.embedded().guardrail(GuardrailCharges.of(Policies.spec(Policies.QUICKSTART)));
    assertThat(price.content()).isEqualTo(Money.parse("0.15"));
    assertThat(price.sensitiveInformation()).isEqualTo(Money.parse("0.10"));
    assertThat(price.topics()).isEqualTo(Money.ZERO);
  }
}
