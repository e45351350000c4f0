package ai.kernelpanic09.sidecar;

import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.simulator.Simulator;
import ai.kernelpanic09.simulator.SimulatorConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.CreateGuardrailRequest;
import software.amazon.awssdk.services.bedrock.model.GuardrailContentFilterConfig;
import software.amazon.awssdk.services.bedrock.model.GuardrailPiiEntityConfig;
import software.amazon.awssdk.services.bedrock.model.GuardrailWordConfig;

/** A simulator with a user that may call every model. */
public final class SimulatedBedrock implements AutoCloseable {

  public static final SessionCredentials KEYS =
      new SessionCredentials("k1", "AKIATEST000000000000", "secret-of-the-test", "", 3_600_000);

  private final List<String> guardrails = new ArrayList<>();
  private final Simulator simulator;

  public SimulatedBedrock() {
    this(SimulatorConfig.defaults());
  }

  public SimulatedBedrock(SimulatorConfig config) {
    simulator = Simulator.start(config);
    simulator.control(
        "POST",
        "users",
        """
        {"arn":"arn:aws:iam::123456789012:user/test","accessKeyId":"%s","secretAccessKey":"%s",
        "policies":[{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"bedrock:*",
        "Resource":"*"}]}]}"""
            .formatted(KEYS.accessKeyId(), KEYS.secretAccessKey()));
  }

  /**
   * A guardrail with a published version 1, which blocks the word "classified" and prompt attacks
   * and masks e-mail addresses.
   *
   * @return its id
   */
  public String guardrail(String inputMessage, String outputMessage) {
    try (var bedrock = control()) {
      var request =
          CreateGuardrailRequest.builder()
              .name("tools-" + guardrails.size())
              .blockedInputMessaging(inputMessage)
              .blockedOutputsMessaging(outputMessage)
              .wordPolicyConfig(
                  policy ->
                      policy.wordsConfig(
                          List.of(GuardrailWordConfig.builder().text("classified").build())))
              .contentPolicyConfig(
                  policy ->
                      policy.filtersConfig(
                          List.of(
                              GuardrailContentFilterConfig.builder()
                                  .type("PROMPT_ATTACK")
                                  .inputStrength("HIGH")
                                  .outputStrength("NONE")
                                  .build())))
              .sensitiveInformationPolicyConfig(
                  policy ->
                      policy.piiEntitiesConfig(
                          List.of(
                              GuardrailPiiEntityConfig.builder()
                                  .type("EMAIL")
                                  .action("ANONYMIZE")
                                  .build())))
              .build();
      var id = bedrock.createGuardrail(request).guardrailId();
      await()
          .atMost(ONE_MINUTE)
          .until(
              () ->
                  bedrock
                      .getGuardrail(r -> r.guardrailIdentifier(id))
                      .statusAsString()
                      .equals("READY"));
      bedrock.createGuardrailVersion(r -> r.guardrailIdentifier(id));
      guardrails.add(id);
      return id;
    }
  }

  private BedrockClient control() {
    var keys = AwsBasicCredentials.create(KEYS.accessKeyId(), KEYS.secretAccessKey());
    return BedrockClient.builder()
        .endpointOverride(URI.create(simulator.url()))
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(keys))
        .build();
  }

  /** Has the account add version 1 of a guardrail to every call in the region. */
  public void enforce(String id) {
    try (var bedrock = control()) {
      bedrock.putEnforcedGuardrailConfiguration(
          r -> r.guardrailInferenceConfig(c -> c.guardrailIdentifier(id).guardrailVersion("1")));
    }
  }

  /** Has the organisation add version 1 of a guardrail to every call, system prompts included. */
  public void enforceByOrganization(String id) {
    simulator.control(
        "POST",
        "organization-guardrails",
        """
        {"guardrails":[{"arn":"%s","version":"1","system":"COMPREHENSIVE",
        "messages":"COMPREHENSIVE"}]}"""
            .formatted(arn(id)));
  }

  /** Makes a project in the region. */
  public void project(String id) {
    simulator.control(
        "POST",
        "projects",
        "{\"account\":\"123456789012\",\"region\":\"us-east-1\",\"id\":\"%s\"}".formatted(id));
  }

  public static String arn(String guardrail) {
    return "arn:aws:bedrock:us-east-1:123456789012:guardrail/" + guardrail;
  }

  /** The ids of the guardrails that were made. */
  public List<String> guardrails() {
    return guardrails;
  }

  public Simulator simulator() {
    return simulator;
  }

  public long billedNanoDollars() {
    return simulator.bill().total().billedNanoDollars();
  }

  @Override
  public void close() {
    simulator.close();
  }
}
