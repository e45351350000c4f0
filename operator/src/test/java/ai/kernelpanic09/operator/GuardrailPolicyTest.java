package ai.kernelpanic09.operator;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.GuardrailPolicyStatus;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.money.Money;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.GetGuardrailResponse;
import software.amazon.awssdk.services.bedrock.model.GuardrailSummary;
import software.amazon.awssdk.services.bedrock.model.GuardrailWordConfig;

/** Policies in a real API server, and their guardrails in simulated accounts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardrailPolicyTest {

  private static final String HERE = "123456789012";
  private static final String THERE = "210987654321";
  private static final String EAST = "us-east-1";
  private static final String WEST = "us-west-2";

  private final World world = new World();
  private final ShiftedClock clock = new ShiftedClock();
  private final OperatorProcess operator = operator(world, clock);
  private final Map<String, BedrockClient> owners = new HashMap<>();

  /** The real time, moved ahead as far as a test wants. */
  private static final class ShiftedClock implements InstantSource {
    private Duration shift = Duration.ZERO;

    synchronized void advance(Duration by) {
      shift = shift.plus(by);
    }

    @Override
    public synchronized Instant instant() {
      return Instant.now().plus(shift);
    }
  }

  private static OperatorProcess operator(World world, InstantSource clock) {
    return world.operator(world.client, Map.of("AWS_ACCESS_KEY_ID", "in-system-properties"), clock);
  }

  @AfterAll
  void stop() {
    owners.values().forEach(BedrockClient::close);
    operator.close();
    world.close();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(250));
  }

  private static void policy(World world, String name, String word, String... lines) {
    world.apply(
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: GuardrailPolicy
        metadata: {name: %s}
        spec:
          wordPolicy: {words: [{text: %s}]}
          %s
        """
            .formatted(name, word, String.join("\n  ", lines)));
  }

  private static void endpoint(
      World world, String name, String policy, String role, String region, String... lines) {
    world.apply(
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: ModelEndpoint
        metadata: {name: %s, namespace: ai-workloads}
        spec:
          region: %s
          modelId: us.anthropic.claude-haiku-4-5-20251001-v1:0
          irsaRoleArn: %s
          guardrailPolicyRef: %s
          %s
        """
            .formatted(name, region, role, policy, String.join("\n  ", lines)));
  }

  /** A client with the rights of the account's owner, who may do everything in it. */
  private BedrockClient owner(String account, String region) {
    return owners.computeIfAbsent(
        account + region,
        key -> {
          var id = "AKIA" + account + region.toUpperCase(java.util.Locale.ROOT).replace("-", "");
          world.simulator.control(
              "POST",
              "users",
              """
              {"arn":"arn:aws:iam::%s:user/owner-%s","accessKeyId":"%s","secretAccessKey":"owner",
               "policies":[{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
               "Action":"bedrock:*","Resource":"*"}]}]}"""
                  .formatted(account, region, id));
          return BedrockClient.builder()
              .endpointOverride(URI.create(world.simulator.url()))
              .region(Region.of(region))
              .credentialsProvider(
                  StaticCredentialsProvider.create(AwsBasicCredentials.create(id, "owner")))
              .build();
        });
  }

  private List<GuardrailSummary> guardrails(String account, String region, String policy) {
    return owner(account, region).listGuardrails(r -> r.maxResults(1_000)).guardrails().stream()
        .filter(each -> each.name().startsWith(policy + "-"))
        .toList();
  }

  /** The policy's only guardrail, in the version that calls carry. */
  private GetGuardrailResponse live(String account, String region, String policy) {
    var id = guardrails(account, region, policy).getFirst().id();
    var version = entry(policy, account, region).orElseThrow().version();
    return owner(account, region)
        .getGuardrail(r -> r.guardrailIdentifier(id).guardrailVersion(version));
  }

  private static String word(GetGuardrailResponse guardrail) {
    return guardrail.wordPolicy().words().getFirst().text();
  }

  private Optional<GuardrailPolicyStatus.Guardrail> entry(
      String policy, String account, String region) {
    return status(policy)
        .map(GuardrailPolicyStatus::guardrails)
        .flatMap(
            all ->
                all.stream()
                    .filter(each -> each.account().equals(account) && each.region().equals(region))
                    .findFirst());
  }

  private Optional<GuardrailPolicyStatus> status(String policy) {
    return Optional.ofNullable(world.policy(policy)).map(each -> each.getStatus());
  }

  private static Optional<Condition> condition(
      @Nullable GuardrailPolicyStatus status, String type) {
    return Optional.ofNullable(status)
        .map(GuardrailPolicyStatus::conditions)
        .flatMap(all -> all.stream().filter(each -> each.getType().equals(type)).findFirst());
  }

  private String synced(String policy) {
    return condition(status(policy).orElse(null), "Synced")
        .map(each -> each.getStatus() + "/" + each.getReason())
        .orElse("");
  }

  private List<String> events(String policy, String reason) {
    return world.client.v1().events().inNamespace("default").list().getItems().stream()
        .filter(each -> each.getInvolvedObject().getName().equals(policy))
        .filter(each -> each.getReason().equals(reason))
        .map(Event::getMessage)
        .toList();
  }

  private void awaitReady(String... endpoints) {
    for (var name : endpoints) {
      soon().untilAsserted(() -> assertThat(world.state(name, "Ready")).isEqualTo("True/Ready"));
    }
  }

  private long creations(String account, String region) {
    return world.simulator.bill().calls().stream()
        .filter(
            each ->
                each.operation().name().equals("CreateGuardrail")
                    && each.result().error().isEmpty())
        .filter(
            each ->
                each.signer().account().equals(account) && each.operation().region().equals(region))
        .count();
  }

  @Test
  void aPolicyIsInForceOnceInEachAccountAndRegionThatUsesIt() {
    var second = "arn:aws:iam::" + HERE + ":role/bedrock-second";
    var foreign = "arn:aws:iam::" + THERE + ":role/bedrock-there";
    world.role(second, "bedrock:*");
    world.role(foreign, "bedrock:*");
    var before = creations(HERE, EAST);
    policy(world, "everywhere", "secret");
    endpoint(world, "east", "everywhere", World.ROLE, EAST);
    endpoint(world, "east-second", "everywhere", second, EAST, "checkToolResults: true");
    endpoint(world, "west", "everywhere", World.ROLE, WEST);
    endpoint(world, "there", "everywhere", foreign, EAST);

    awaitReady("east", "east-second", "west", "there");

    assertThat(creations(HERE, EAST) - before).isEqualTo(1);
    assertThat(guardrails(HERE, EAST, "everywhere")).hasSize(1);
    assertThat(guardrails(HERE, WEST, "everywhere")).hasSize(1);
    assertThat(guardrails(THERE, EAST, "everywhere")).hasSize(1);
    soon().untilAsserted(() -> assertThat(synced("everywhere")).isEqualTo("True/Synced"));
    assertThat(world.server.kubectl("get", "guardrailpolicy", "everywhere").text())
        .containsPattern("NAME +READY +REGIONS +VERSION +AGE")
        .containsPattern("everywhere +True +3 +1 +");
    assertThat(guardrail("east").checksTools()).isFalse();
    assertThat(guardrail("east-second")).isEqualTo(guardrail("east").checkingTools(true));
  }

  @Test
  void automatedReasoningIsInForceAndHasItsPrice() {
    var reasoning = "arn:aws:bedrock:us-east-1:%s:automated-reasoning-policy/abcdefghij12:1";
    policy(
        world,
        "reasoned",
        "secret",
        "automatedReasoningPolicy: {policies: ['%s']}".formatted(reasoning.formatted(HERE)));
    endpoint(world, "reasoned", "reasoned", World.ROLE, EAST);
    awaitReady("reasoned");
    assertThat(live(HERE, EAST, "reasoned").automatedReasoningPolicy().policies())
        .containsExactly(reasoning.formatted(HERE));
    assertThat(guardrail("reasoned").price().automatedReasoning()).isEqualTo(Money.parse("0.17"));
  }

  @Test
  void thirtyChangesInARowEndWithTheLastOneAndNeverPassTheLimit() {
    policy(world, "busy", "w0");
    endpoint(world, "busy", "busy", World.ROLE, EAST);
    awaitReady("busy");
    var id = guardrails(HERE, EAST, "busy").getFirst().id();
    for (var i = 1; i <= 30; i++) {
      policy(world, "busy", "w" + i);
      assertCarriedVersionIsThere(id);
    }
    soon()
        .untilAsserted(
            () -> {
              assertCarriedVersionIsThere(id);
              assertThat(word(live(HERE, EAST, "busy"))).isEqualTo("w30");
              assertThat(carried("busy"))
                  .isEqualTo(entry("busy", HERE, EAST).orElseThrow().version());
            });
    assertThat(world.state("busy", "Ready")).isEqualTo("True/Ready");
    assertThat(guardrails(HERE, EAST, "busy")).hasSize(1);
  }

  /** The guardrail that the endpoint's calls carry. */
  private GuardrailUse guardrail(String endpoint) {
    var limits = requireNonNull(world.status(endpoint).orElseThrow().limits());
    return requireNonNull(limits.guardrail());
  }

  private String carried(String endpoint) {
    return guardrail(endpoint).version();
  }

  private void assertCarriedVersionIsThere(String id) {
    var carried = carried("busy");
    var versions =
        owner(HERE, EAST)
            .listGuardrails(r -> r.guardrailIdentifier(id).maxResults(1_000))
            .guardrails()
            .stream()
            .filter(each -> !each.version().equals("DRAFT"))
            .toList();
    assertThat(versions).hasSizeLessThanOrEqualTo(20);
    assertThat(versions)
        .anySatisfy(
            each -> {
              assertThat(each.version()).isEqualTo(carried);
              assertThat(each.statusAsString()).isEqualTo("READY");
            });
  }

  @Test
  void aPolicyThatIsUsedIsNotDeletedAndSaysWhy() {
    policy(world, "held", "secret");
    endpoint(world, "user", "held", World.ROLE, EAST);
    awaitReady("user");

    world.server.kubectl("delete", "guardrailpolicy", "held", "--wait=false");

    soon().untilAsserted(() -> assertThat(synced("held")).isEqualTo("False/InUse"));
    assertThat(condition(status("held").orElseThrow(), "Synced").orElseThrow().getMessage())
        .contains("ai-workloads/user");
    assertThat(guardrails(HERE, EAST, "held")).hasSize(1);
    assertThat(world.state("user", "Ready")).isEqualTo("True/Ready");

    world.server.kubectl("delete", "mep", "user", "-n", "ai-workloads");
    soon()
        .untilAsserted(
            () -> {
              assertThat(world.policy("held")).isNull();
              assertThat(guardrails(HERE, EAST, "held")).isEmpty();
            });
  }

  @Test
  void aRetainedGuardrailOutlivesItsPolicyAndIsFoundAgain() {
    policy(world, "kept", "secret", "deletionPolicy: Retain");
    endpoint(world, "keeper", "kept", World.ROLE, EAST);
    awaitReady("keeper");
    var id = guardrails(HERE, EAST, "kept").getFirst().id();
    world.server.kubectl("delete", "mep", "keeper", "-n", "ai-workloads");
    world.server.kubectl("delete", "guardrailpolicy", "kept", "--timeout=60s");
    assertThat(world.policy("kept")).isNull();
    assertThat(guardrails(HERE, EAST, "kept")).hasSize(1);

    policy(world, "kept", "secret");
    endpoint(world, "keeper", "kept", World.ROLE, EAST);
    awaitReady("keeper");

    assertThat(entry("kept", HERE, EAST).orElseThrow().id()).isEqualTo(id);
    assertThat(entry("kept", HERE, EAST).orElseThrow().version()).isEqualTo("1");
  }

  @Test
  void answersThatAreLostDoNothingTwice() {
    for (var operation :
        List.of(
            "CreateGuardrail",
            "CreateGuardrailVersion",
            "UpdateGuardrail",
            "TagResource",
            "DeleteGuardrail")) {
      world.simulator.control(
          "POST",
          "faults",
          "{\"operation\":\"%s\",\"kind\":\"reset\",\"times\":1}".formatted(operation));
    }
    policy(world, "lossy", "a");
    endpoint(world, "lossy", "lossy", World.ROLE, EAST);
    awaitReady("lossy");
    policy(world, "lossy", "b");
    soon()
        .untilAsserted(
            () -> assertThat(entry("lossy", HERE, EAST).orElseThrow().version()).isEqualTo("2"));
    assertThat(word(live(HERE, EAST, "lossy"))).isEqualTo("b");
    assertThat(guardrails(HERE, EAST, "lossy")).hasSize(1);
    world.server.kubectl("delete", "mep", "lossy", "-n", "ai-workloads");
    world.server.kubectl("delete", "guardrailpolicy", "lossy", "--timeout=60s");
    assertThat(guardrails(HERE, EAST, "lossy")).isEmpty();
    assertThat(world.simulator.bill().calls().stream().filter(each -> each.result().status() == 0))
        .extracting(each -> each.operation().name())
        .contains("CreateGuardrail", "CreateGuardrailVersion", "UpdateGuardrail", "TagResource");
  }

  @Test
  void whatSomebodyChangedInTheConsoleIsPutRightWithAnEvent() {
    policy(world, "drifting", "ours");
    endpoint(world, "drifting", "drifting", World.ROLE, EAST);
    awaitReady("drifting");
    var there = guardrails(HERE, EAST, "drifting").getFirst();
    owner(HERE, EAST)
        .updateGuardrail(
            r ->
                r.guardrailIdentifier(there.id())
                    .name(there.name())
                    .blockedInputMessaging("in")
                    .blockedOutputsMessaging("out")
                    .wordPolicyConfig(
                        words ->
                            words.wordsConfig(
                                List.of(GuardrailWordConfig.builder().text("theirs").build()))));
    clock.advance(Duration.ofMinutes(11));
    policy(world, "drifting", "ours", "deletionPolicy: Retain");

    soon()
        .untilAsserted(
            () ->
                assertThat(
                        word(
                            owner(HERE, EAST).getGuardrail(r -> r.guardrailIdentifier(there.id()))))
                    .isEqualTo("ours"));
    soon()
        .untilAsserted(
            () ->
                assertThat(events("drifting", "Drifted"))
                    .singleElement()
                    .satisfies(
                        each -> assertThat(each).contains(HERE + "/" + EAST, there.id(), "draft")));
    assertThat(entry("drifting", HERE, EAST).orElseThrow().version()).isEqualTo("1");
    assertThat(world.state("drifting", "Ready")).isEqualTo("True/Ready");
  }

  @Test
  void twoClustersOfOneAccountKeepTheirOwn() {
    try (var other = new World(world);
        var second = operator(other, InstantSource.system())) {
      assertThat(second.controlPort()).isPositive();
      policy(world, "shared", "one");
      endpoint(world, "shared", "shared", World.ROLE, EAST);
      policy(other, "shared", "two");
      endpoint(other, "shared", "shared", World.ROLE, EAST);
      awaitReady("shared");
      soon()
          .untilAsserted(() -> assertThat(other.state("shared", "Ready")).isEqualTo("True/Ready"));
      assertThat(guardrails(HERE, EAST, "shared")).hasSize(2);

      other.server.kubectl("delete", "mep", "shared", "-n", "ai-workloads");
      other.server.kubectl("delete", "guardrailpolicy", "shared", "--timeout=60s");

      assertThat(other.policy("shared")).isNull();
      assertThat(guardrails(HERE, EAST, "shared")).hasSize(1);
      assertThat(word(live(HERE, EAST, "shared"))).isEqualTo("one");
    }
  }
}
