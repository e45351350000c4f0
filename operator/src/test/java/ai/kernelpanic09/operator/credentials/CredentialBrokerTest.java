package ai.kernelpanic09.operator.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.aws.AwsClients;
import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.simulator.Simulator;
import ai.kernelpanic09.simulator.SimulatorConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.BedrockException;
import software.amazon.awssdk.services.sts.StsClient;

/** Sessions of an endpoint's role, from a strict STS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CredentialBrokerTest {

  private static final String SYSTEM = "ai-operator-system";
  private static final String CLUSTER = "0a1b2c3d";
  private static final String PLAIN = "arn:aws:iam::123456789012:role/bedrock-plain";
  private static final String TAGGED = "arn:aws:iam::123456789012:role/bedrock-tagged";
  private static final EndpointName CLAUDE = new EndpointName("team-a", "claude");
  private static final AwsCredentials OPERATOR =
      AwsBasicCredentials.create("AKIAOPERATOR00000000", "secret-of-the-operator");

  private final Simulator simulator = Simulator.start(SimulatorConfig.defaults());
  private final AwsClients clients = new AwsClients(URI.create(simulator.url()));

  @BeforeAll
  void rolesAsTheDocumentsOfTheDocsCreateThem() throws IOException {
    simulator.control(
        "POST",
        "users",
        """
        {"arn":"arn:aws:iam::123456789012:user/operator","accessKeyId":"%s","secretAccessKey":"%s",
        "policies":[%s]}\
        """
            .formatted(
                OPERATOR.accessKeyId(),
                OPERATOR.secretAccessKey(),
                document("operator-policy.json")));
    role(PLAIN, "invoker-trust.json", "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}");
    role(
        TAGGED,
        "invoker-trust-tagged.json",
        """
        {"Effect":"Allow","Action":"*","Resource":"*"},
        {"Effect":"Deny","Action":"*","Resource":"*",
         "Condition":{"StringEquals":{"aws:PrincipalTag/k8s-ai-namespace":"removed"}}},
        {"Effect":"Deny","Action":"*","Resource":"*",
         "Condition":{"StringEquals":{"aws:SourceIdentity":"shut-out"}}}\
        """);
  }

  private void role(String arn, String trust, String statements) throws IOException {
    simulator.control(
        "POST",
        "roles",
        """
        {"arn":"%s","trustPolicy":%s,"policies":[{"Version":"2012-10-17","Statement":[%s]}]}\
        """
            .formatted(arn, document(trust), statements));
  }

  private static String document(String name) throws IOException {
    return Files.readString(Path.of("..", "examples", "iam", name))
        .replace("arn:aws:iam::ACCOUNT_ID:role/k8s-ai-operator", "arn:aws:iam::ACCOUNT_ID:root")
        .replace("ACCOUNT_ID", "123456789012")
        .replace("CLUSTER_ID", CLUSTER)
        .replace("NAMESPACE", "team-a");
  }

  @AfterAll
  void stop() {
    clients.close();
    simulator.close();
  }

  private CredentialBroker broker(boolean tags, boolean sourceIdentity) {
    return new CredentialBroker(
        clients,
        StaticCredentialsProvider.create(OPERATOR),
        CLUSTER,
        new SessionTerms(SYSTEM, Duration.ofMinutes(15), tags, sourceIdentity),
        InstantSource.system());
  }

  private static Session lent(CredentialBroker broker, String role, String namespace) {
    return broker.lent(CLAUDE, namespace, role, "us-east-1", SessionPolicy.control());
  }

  @Test
  void noTwoNamespacesShareASessionAndOneNamespaceTakesOne() {
    var broker = broker(false, false);

    var own = lent(broker, PLAIN, "team-a");

    assertThat(lent(broker, PLAIN, "team-a")).isEqualTo(own);
    assertThat(lent(broker, PLAIN, "team-b").id()).isNotEqualTo(own.id());
    assertThat(broker.session(CLAUDE, PLAIN, "us-east-1", SessionPolicy.control()).id())
        .isNotEqualTo(own.id());
  }

  @Test
  void whatIsHandedOutEndsAfterAQuarterOfAnHour() {
    var broker = broker(false, false);

    assertThat(lent(broker, PLAIN, "team-a").expires())
        .isBetween(Instant.now().plusSeconds(840), Instant.now().plusSeconds(900));
    assertThat(broker.session(CLAUDE, PLAIN, "us-east-1", SessionPolicy.control()).expires())
        .isAfter(Instant.now().plusSeconds(3_500));
  }

  @ParameterizedTest
  @CsvSource({
    "team-a,             team-a.claude",
    "ai-operator-system, team-a.claude",
    "team-b,             team-a.claude@team-b",
    "b234567890123456789012345678901234567890123456789012345678-63ch, "
        + "@b234567890123456789012345678901234567890123456789012345678-63ch",
  })
  void theSessionsNameTellsTheNamespaceWhereItIsAnother(String namespace, String name) {
    var session = lent(broker(false, false), PLAIN, namespace);

    try (var sts =
        StsClient.builder()
            .endpointOverride(URI.create(simulator.url()))
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(session.credentials()))
            .build()) {
      assertThat(sts.getCallerIdentity().arn()).endsWith("/bedrock-plain/" + name);
    }
  }

  @Test
  void tagsAndSourceIdentityShutOutOneNamespaceAlone() {
    var broker = broker(true, true);

    for (var namespace : new String[] {"team-a", "b"}) {
      assertThatCode(() -> models(lent(broker, TAGGED, namespace))).doesNotThrowAnyException();
    }
    for (var namespace : new String[] {"removed", "shut-out"}) {
      assertThatThrownBy(() -> models(lent(broker, TAGGED, namespace)))
          .isInstanceOf(BedrockException.class)
          .hasMessageContaining("explicit deny");
    }
  }

  @ParameterizedTest
  @CsvSource({"true, false, sts:TagSession", "false, true, sts:SetSourceIdentity"})
  void aTrustPolicyThatDoesNotAllowThemRefusesTheSession(
      boolean tags, boolean sourceIdentity, String action) {
    assertThatThrownBy(() -> lent(broker(tags, sourceIdentity), PLAIN, "team-a"))
        .isInstanceOfSatisfying(
            AwsFailure.class,
            e -> {
              assertThat(e.text()).contains(action);
              assertThat(SessionRefusal.reason(e).id()).isEqualTo("AccessDenied");
            });
  }

  @Test
  void aPolicyThatLeavesNoRoomForTagsIsToldAsSuch() {
    var policy = SessionPolicy.control();
    var large = policy + " ".repeat(2_040 - policy.length());

    assertThatThrownBy(() -> broker(true, false).lent(CLAUDE, "team-a", TAGGED, "us-east-1", large))
        .isInstanceOfSatisfying(
            AwsFailure.class,
            e -> assertThat(SessionRefusal.reason(e).id()).isEqualTo("SessionPolicyTooLarge"));
  }

  private void models(Session session) {
    try (var bedrock =
        BedrockClient.builder()
            .endpointOverride(URI.create(simulator.url()))
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(session.credentials()))
            .build()) {
      bedrock.listInferenceProfiles(each -> {});
    }
  }
}
