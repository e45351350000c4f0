package ai.kernelpanic09.e2e.aws;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.CreateGuardrailRequest;
import software.amazon.awssdk.services.bedrock.model.GuardrailContentFilterType;
import software.amazon.awssdk.services.bedrock.model.GuardrailContextualGroundingFilterType;
import software.amazon.awssdk.services.bedrock.model.GuardrailFilterStrength;
import software.amazon.awssdk.services.bedrock.model.GuardrailPiiEntityType;
import software.amazon.awssdk.services.bedrock.model.GuardrailSensitiveInformationAction;
import software.amazon.awssdk.services.bedrock.model.GuardrailStatus;
import software.amazon.awssdk.services.bedrock.model.ResourceNotFoundException;

/**
 * A published guardrail with the quickstart's rules and one forbidden word, and contextual
 * grounding where that is wanted; deleted when closed, or by Ctrl-C.
 */
final class TemporaryGuardrail implements AutoCloseable {

  static final String FORBIDDEN_WORD = "zwiebelturm";
  static final String BLOCKED = "Blocked by the test's guardrail.";

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final BedrockClient bedrock;
  private final String id;
  private final String version;
  private final AtomicBoolean deleted = new AtomicBoolean();
  private final Thread hook = new Thread(this::delete, "delete-guardrail");

  TemporaryGuardrail(BedrockClient bedrock) {
    this(bedrock, rules());
  }

  private TemporaryGuardrail(BedrockClient bedrock, CreateGuardrailRequest.Builder rules) {
    this.bedrock = bedrock;
    id = bedrock.createGuardrail(rules.build()).guardrailId();
    Runtime.getRuntime().addShutdownHook(hook);
    System.out.println("test-aws: created guardrail " + id + " in " + AwsAccount.REGION);
    try {
      awaitReady("DRAFT");
      version = bedrock.createGuardrailVersion(r -> r.guardrailIdentifier(id)).version();
      awaitReady(version);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** One that checks answers against a source, too. */
  @SuppressWarnings("unchecked") // the SDK takes consumers of builders as varargs
  static TemporaryGuardrail grounding(BedrockClient bedrock) {
    return new TemporaryGuardrail(
        bedrock,
        rules()
            .contextualGroundingPolicyConfig(
                p ->
                    p.filtersConfig(
                        f ->
                            f.type(GuardrailContextualGroundingFilterType.GROUNDING)
                                .threshold(0.1))));
  }

  @SuppressWarnings("unchecked") // the SDK takes consumers of builders as varargs
  private static CreateGuardrailRequest.Builder rules() {
    return CreateGuardrailRequest.builder()
        .name("k8s-ai-operator-test-" + Integer.toHexString(new Random().nextInt()))
        .blockedInputMessaging(BLOCKED)
        .blockedOutputsMessaging(BLOCKED)
        .wordPolicyConfig(p -> p.wordsConfig(w -> w.text(FORBIDDEN_WORD)))
        .sensitiveInformationPolicyConfig(
            p ->
                p.piiEntitiesConfig(
                    e ->
                        e.type(GuardrailPiiEntityType.AWS_ACCESS_KEY)
                            .action(GuardrailSensitiveInformationAction.BLOCK),
                    e ->
                        e.type(GuardrailPiiEntityType.EMAIL)
                            .action(GuardrailSensitiveInformationAction.ANONYMIZE)))
        .contentPolicyConfig(
            p ->
                p.filtersConfig(
                    f ->
                        f.type(GuardrailContentFilterType.PROMPT_ATTACK)
                            .inputStrength(GuardrailFilterStrength.HIGH)
                            .outputStrength(GuardrailFilterStrength.NONE)));
  }

  private void awaitReady(String which) {
    Awaitility.await("guardrail " + id + " version " + which + " is READY")
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () ->
                bedrock
                    .getGuardrail(r -> r.guardrailIdentifier(id).guardrailVersion(which))
                    .status(),
            GuardrailStatus.READY::equals);
  }

  String id() {
    return id;
  }

  String version() {
    return version;
  }

  boolean exists() {
    try {
      return bedrock.getGuardrail(r -> r.guardrailIdentifier(id)).status()
          != GuardrailStatus.DELETING;
    } catch (ResourceNotFoundException e) {
      return false;
    }
  }

  @Override
  public void close() {
    delete();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  /** Deletes it with all of its versions. */
  private void delete() {
    if (deleted.compareAndSet(false, true)) {
      bedrock.deleteGuardrail(r -> r.guardrailIdentifier(id));
      System.out.println("test-aws: deleted guardrail " + id);
    }
  }
}
