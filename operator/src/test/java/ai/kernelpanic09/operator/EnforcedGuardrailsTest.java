package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.ModelEndpointStatus;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EnforcedGuardrail;
import ai.kernelpanic09.core.endpoint.EnforcedGuardrail.Origin;
import ai.kernelpanic09.core.ledger.UsageStatus;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.ChargedPolicy;
import ai.kernelpanic09.core.price.PriceBook;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.GuardrailStatus;

/** Guardrails that the account and its organisation add to every call. */
@SuppressWarnings("unchecked") // the SDK takes consumers of builders as varargs
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnforcedGuardrailsTest {

  private static final String ARN = "arn:aws:bedrock:us-east-1:123456789012:guardrail/";
  private static final String BLIND = "arn:aws:iam::123456789012:role/may-not-list";
  private static final String ELSEWHERE = "arn:aws:iam::210987654321:role/bedrock-invoker";

  private final World world = new World();
  private final BedrockClient admin = admin();
  private OperatorProcess operator;
  private String company;
  private String group;

  private BedrockClient admin() {
    world.simulator.control(
        "POST",
        "users",
        """
        {"arn":"arn:aws:iam::123456789012:user/admin","accessKeyId":"AKIAADMIN00000000000",
         "secretAccessKey":"secret-of-the-admin","policies":[{"Version":"2012-10-17",
         "Statement":[{"Effect":"Allow","Action":"bedrock:*","Resource":"*"}]}]}\
        """);
    return BedrockClient.builder()
        .endpointOverride(URI.create(world.simulator.url()))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create("AKIAADMIN00000000000", "secret-of-the-admin")))
        .build();
  }

  @BeforeAll
  void start() {
    company = guardrail("company");
    group = guardrail("group");
    admin.putEnforcedGuardrailConfiguration(
        r -> r.guardrailInferenceConfig(c -> c.guardrailIdentifier(company).guardrailVersion("1")));
    world.simulator.control(
        "POST",
        "organization-guardrails",
        "{\"guardrails\":[{\"arn\":\"%s\",\"version\":\"1\",\"system\":\"COMPREHENSIVE\"}]}"
            .formatted(ARN + group));
    operator =
        world.operator(
            "LIVE_PROBE=on",
            "BEDROCK_RUNTIME_URL=" + world.simulator.url(),
            "ORGANIZATION_GUARDRAILS=" + ARN + group + ":1");
  }

  @AfterAll
  void stop() {
    operator.close();
    admin.close();
    world.close();
  }

  /** A guardrail that looks for e-mail addresses, at 0.10 dollars per 1,000 text units. */
  private String guardrail(String name) {
    var id =
        admin
            .createGuardrail(
                r ->
                    r.name(name)
                        .blockedInputMessaging("no")
                        .blockedOutputsMessaging("no")
                        .sensitiveInformationPolicyConfig(
                            p -> p.piiEntitiesConfig(e -> e.type("EMAIL").action("ANONYMIZE"))))
            .guardrailId();
    await()
        .until(
            () ->
                admin.getGuardrail(r -> r.guardrailIdentifier(id)).status()
                    == GuardrailStatus.READY);
    admin.createGuardrailVersion(r -> r.guardrailIdentifier(id));
    return id;
  }

  private void awaitState(String endpoint, String type, String state) {
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(() -> assertThat(world.state(endpoint, type)).isEqualTo(state));
  }

  private List<EnforcedGuardrail> known(String endpoint) {
    return world
        .status(endpoint)
        .map(ModelEndpointStatus::limits)
        .map(EndpointLimits::enforcedGuardrails)
        .orElse(List.of());
  }

  private long listings() {
    return world.simulator.bill().calls().stream()
        .filter(call -> call.operation().name().equals("ListEnforcedGuardrailsConfiguration"))
        .count();
  }

  @Test
  void theirPermissionIsInTheSessionAndTheirCostInTheBudget() {
    var before = listings();
    world.applyEndpoint("watched", "costBudget: {daily: \"1.00\"}");
    // The probe's session may apply both, or its call would be denied.
    awaitState("watched", "ModelReachable", "True/Answered");
    assertThat(world.state("watched", "EnforcedGuardrailsKnown")).isEqualTo("True/Listed");
    assertThat(world.condition("watched", "EnforcedGuardrailsKnown").orElseThrow().getMessage())
        .contains(ARN + company, ARN + group);

    var sensitive = PriceBook.embedded().guardrail(EnumSet.of(ChargedPolicy.SENSITIVE_INFORMATION));
    assertThat(known("watched"))
        .containsExactly(
            new EnforcedGuardrail(ARN + company, "1", Origin.ACCOUNT, sensitive),
            new EnforcedGuardrail(ARN + group, "1", Origin.ORGANIZATION, sensitive));

    var call =
        world.simulator.bill().calls().stream()
            .filter(each -> "ai-workloads/watched".equals(each.requestMetadata().get("endpoint")))
            .findFirst()
            .orElseThrow();
    assertThat(call.charge().guardrail().sensitiveInformation()).isEqualTo(4);
    assertThat(
            world
                .status("watched")
                .map(ModelEndpointStatus::usage)
                .map(UsageStatus::costTotal)
                .orElse(Money.ZERO)
                .nanoDollars())
        .isEqualTo(call.charge().nanoDollars());

    // The account is asked once for all of its endpoints.
    world.applyEndpoint("second", "costBudget: {daily: \"1.00\"}");
    awaitState("second", "EnforcedGuardrailsKnown", "True/Listed");
    assertThat(listings() - before).isLessThanOrEqualTo(1);
  }

  @Test
  void aRoleThatMayNotListThemIsToldWhatItLacks() {
    world.role(
        BLIND.replace("123456789012", "333333333333"),
        "bedrock:InvokeModel*",
        "bedrock:ApplyGuardrail",
        "bedrock:GetFoundationModel*",
        "bedrock:GetInferenceProfile");
    world.applyEndpoint("blind", "irsaRoleArn: " + BLIND.replace("123456789012", "333333333333"));
    awaitState("blind", "EnforcedGuardrailsKnown", "Unknown/PermissionMissing");
    assertThat(world.condition("blind", "EnforcedGuardrailsKnown").orElseThrow().getMessage())
        .contains("bedrock:ListEnforcedGuardrailsConfiguration", "333333333333:role/may-not-list");
    awaitState("blind", "Ready", "True/Ready");
    // The organisation's is known all the same, though not what policies it has.
    assertThat(known("blind"))
        .containsExactly(
            new EnforcedGuardrail(
                ARN + group,
                "1",
                Origin.ORGANIZATION,
                PriceBook.embedded().guardrail(EnumSet.of(ChargedPolicy.SENSITIVE_INFORMATION))));
  }

  @Test
  void anotherAccountHasNoneOfThisOnes() {
    world.role(ELSEWHERE, "bedrock:*");
    world.applyEndpoint("elsewhere", "irsaRoleArn: " + ELSEWHERE);
    awaitState("elsewhere", "EnforcedGuardrailsKnown", "True/Listed");
    assertThat(known("elsewhere")).extracting(EnforcedGuardrail::arn).containsExactly(ARN + group);
  }
}
