package ai.kernelpanic09.operator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.guardrail.VersionRetention;
import ai.kernelpanic09.operator.aws.AwsClients;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Drifted;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Refused;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Synced;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Syncing;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrock.model.CreateGuardrailRequest;
import software.amazon.awssdk.services.bedrock.model.GuardrailWordConfig;
import software.amazon.awssdk.services.bedrock.model.Tag;

/** The life of one guardrail in a simulated account. */
class GuardrailSyncTest {

  private static final GuardrailOwner OWNER =
      new GuardrailOwner(TestAws.CLUSTER, "pii-and-safety", "policy-uid");
  private static final int ENOUGH = 60;

  private final TestAws aws = new TestAws();
  private final ControlPace unlimited = new ControlPace(Duration.ZERO, System::nanoTime);
  private final GuardrailSync sync = new GuardrailSync(unlimited);

  @AfterEach
  void stop() {
    aws.close();
  }

  @Test
  void aPolicyIsCreatedAndPublishedWithFiveRequests() {
    var synced = synced(sync, goal(Policies.quickstart()));
    assertThat(synced.version()).isEqualTo("1");
    assertThat(aws.operations())
        .containsExactly(
            "ListGuardrails",
            "CreateGuardrail",
            "ListGuardrails",
            "CreateGuardrailVersion",
            "ListGuardrails");
    assertThat(aws.guardrails())
        .singleElement()
        .satisfies(
            g -> {
              assertThat(g.name()).isEqualTo("pii-and-safety-0a1b2c3d");
              assertThat(g.arn()).isEqualTo(synced.arn());
            });
    var live =
        aws.bedrockByHand()
            .getGuardrail(r -> r.guardrailIdentifier(synced.id()).guardrailVersion("1"));
    assertThat(live.contentPolicy().filters().getFirst().outputStrengthAsString())
        .isEqualTo("NONE");
    assertThat(live.sensitiveInformationPolicy().piiEntities()).hasSize(2);
  }

  @Test
  void oneStepSendsOneRequest() {
    for (var expected = 1; expected <= 5; expected++) {
      sync.step(aws.calls(), goal(Policies.quickstart()));
      assertThat(
              aws.simulator.bill().calls().stream()
                  .filter(c -> c.operation().service().equals("bedrock")))
          .hasSize(expected);
    }
  }

  @Test
  void aLookAtWhatIsInOrderCostsOneRequestAndChangesNothing() {
    synced(sync, goal(Policies.quickstart()));
    aws.operations();
    synced(sync, goal(Policies.quickstart()));
    assertThat(aws.operations()).containsExactly("ListGuardrails");
  }

  @Test
  void nothingIsPublishedBeforeTheGuardrailIsReady() {
    aws.readyAfterMillis(100_000);
    var goal = goal(Policies.quickstart());
    for (var i = 0; i < 8; i++) {
      sync.step(aws.calls(), goal);
    }
    assertThat(sync.step(aws.calls(), goal))
        .isInstanceOfSatisfying(
            Syncing.class,
            waiting -> {
              assertThat(waiting.state()).isEqualTo("CREATING");
              assertThat(waiting.after()).isEqualTo(Duration.ofSeconds(1));
            });
    assertThat(aws.operations()).doesNotContain("CreateGuardrailVersion");

    aws.clockAheadSeconds(101);
    assertThat(waits(goal, "CREATING")).isTrue();
    assertThat(aws.operations()).contains("CreateGuardrailVersion");

    aws.clockAheadSeconds(202);
    assertThat(synced(sync, goal).version()).isEqualTo("1");
  }

  @Test
  void aChangeIsPublishedOnceAndWhatWasPublishedIsUsedAgain() {
    var first = synced(sync, goal(Policies.blocking("a")));
    var second = synced(sync, goal(Policies.blocking("b"), known(first), Set.of("1")));
    assertThat(second.version()).isEqualTo("2");
    assertThat(second.id()).isEqualTo(first.id());
    var back = synced(sync, goal(Policies.blocking("a"), known(second), Set.of("2")));
    assertThat(back.version()).isEqualTo("1");
    var third = synced(sync, goal(Policies.blocking("c"), known(back), Set.of("1")));
    assertThat(third.version()).isEqualTo("3");
    assertThat(wordOf(third)).isEqualTo("c");
    assertThat(wordOf(second)).isEqualTo("b");
    assertThat(numbers(third.id())).containsExactly("1", "2", "3");
  }

  @Test
  void aChangeInTheMiddleOfAnotherIsNotMistakenForIt() {
    var first = synced(sync, goal(Policies.blocking("a")));
    for (var interruptedAt = 1; interruptedAt <= 6; interruptedAt++) {
      var one = goal(Policies.blocking("x" + interruptedAt), known(first), Set.of("1"));
      for (var i = 0; i < interruptedAt; i++) {
        sync.step(aws.calls(), one);
      }
      var other =
          synced(sync, goal(Policies.blocking("y" + interruptedAt), known(first), Set.of("1")));
      assertThat(wordOf(other)).isEqualTo("y" + interruptedAt);
    }
  }

  @Test
  void aCrashAfterAnyRequestLosesNothingAndRepeatsNothing() {
    for (var crash = 0; crash <= 5; crash++) {
      try (var fresh = new TestAws()) {
        var before = new GuardrailSync(unlimited);
        for (var i = 0; i < crash; i++) {
          before.step(fresh.calls(), goal(Policies.blocking("a")));
        }
        var after = synced(fresh, new GuardrailSync(unlimited), goal(Policies.blocking("a")));
        assertThat(after.version()).isEqualTo("1");
        assertThat(fresh.guardrails()).hasSize(1);
      }
    }
  }

  @Test
  void aCrashInTheMiddleOfAChangeNeverPublishesTheWrongContent() {
    for (var crash = 0; crash <= 7; crash++) {
      try (var fresh = new TestAws()) {
        var before = new GuardrailSync(unlimited);
        var first = synced(fresh, before, goal(Policies.blocking("a")));
        for (var i = 0; i < crash; i++) {
          before.step(fresh.calls(), goal(Policies.blocking("b"), known(first), Set.of("1")));
        }
        var other = goal(Policies.blocking("c"), known(first), Set.of("1"));
        var after = synced(fresh, new GuardrailSync(unlimited), other);
        var live =
            fresh
                .bedrockByHand()
                .getGuardrail(
                    r -> r.guardrailIdentifier(after.id()).guardrailVersion(after.version()));
        assertThat(live.wordPolicy().words().getFirst().text()).isEqualTo("c");
        assertThat(fresh.guardrails()).hasSize(1);
      }
    }
  }

  @Test
  void twentyFiveChangesNeverNeedMoreThanTwentyVersionsAndSpareTheUsedOnes() {
    var live = synced(sync, goal(Policies.blocking("w0")));
    var first = live.version();
    for (var i = 1; i <= 25; i++) {
      var usedNow = new HashSet<>(List.of(first, live.version()));
      live = synced(sync, goal(Policies.blocking("w" + i), known(live), usedNow));
      assertThat(numbers(live.id()))
          .hasSizeLessThanOrEqualTo(VersionRetention.KEPT_VERSIONS)
          .contains(first);
      assertThat(wordOf(live)).isEqualTo("w" + i);
    }
    assertThat(live.version()).isEqualTo("26");
  }

  @Test
  void twentyVersionsInUseLeaveNoRoom() {
    var live = synced(sync, goal(Policies.blocking("w0")));
    var used = new ArrayList<>(List.of("1"));
    for (var i = 1; i < VersionRetention.MAX_VERSIONS; i++) {
      live = synced(sync, goal(Policies.blocking("w" + i), known(live), Set.copyOf(used)));
      used.add(live.version());
    }
    var refused = refused(sync, goal(Policies.blocking("more"), known(live), Set.copyOf(used)));
    assertThat(refused.reason().id()).isEqualTo("QuotaExceeded");
    used.remove("7");
    live = synced(sync, goal(Policies.blocking("more"), known(live), Set.copyOf(used)));
    assertThat(live.version()).isEqualTo("21");
    assertThat(numbers(live.id())).doesNotContain("7").containsAll(used);
  }

  @Test
  void whoMayNotDeleteOldVersionsStillPublishesNewOnes() {
    aws.allow(
        TestAws.ROLE,
        "bedrock:CreateGuardrail*",
        "bedrock:UpdateGuardrail",
        "bedrock:List*",
        "bedrock:TagResource");
    Synced live = null;
    for (var i = 0; i < VersionRetention.MAX_VERSIONS; i++) {
      live = synced(sync, goal(Policies.blocking("w" + i), known(live), Set.of()));
    }
    var refused = refused(sync, goal(Policies.blocking("more"), known(live), Set.of()));
    assertThat(refused.reason().id()).isEqualTo("PermissionMissing");
    assertThat(refused.message()).startsWith("bedrock:DeleteGuardrail");
  }

  @Test
  void aForeignGuardrailOfThatNameIsNotTouched() {
    var foreign = foreign(OWNER.guardrailName());
    aws.operations();
    var refused = refused(sync, goal(Policies.quickstart()));
    assertThat(refused.reason().id()).isEqualTo("NameConflict");
    assertThat(refused.message()).contains(foreign);
    assertThat(aws.operations()).containsExactly("ListGuardrails", "ListTagsForResource");

    aws.byHand().delete(foreign, null);
    assertThat(synced(sync, goal(Policies.quickstart())).version()).isEqualTo("1");
  }

  @Test
  void twoClustersWithTheSamePolicyHaveAGuardrailEach() {
    var other = new GuardrailOwner("ffffffff-0000-0000-0000-000000000000", OWNER.policy(), "uid");
    var one = synced(sync, goal(Policies.blocking("a")));
    var two =
        synced(
            new GuardrailSync(unlimited), new Goal(other, Policies.blocking("b"), null, Set.of()));
    assertThat(one.id()).isNotEqualTo(two.id());
    assertThat(wordOf(one)).isEqualTo("a");
    assertThat(wordOf(two)).isEqualTo("b");
  }

  @Test
  void aPolicyRestoredFromABackupTakesItsGuardrailOver() {
    var first = synced(sync, goal(Policies.blocking("a")));
    var restored = new GuardrailOwner(TestAws.CLUSTER, OWNER.policy(), "another-uid");
    var again =
        synced(
            new GuardrailSync(unlimited),
            new Goal(restored, Policies.blocking("b"), null, Set.of()));
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.version()).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bedrock:ListGuardrails",
        "bedrock:CreateGuardrail",
        "bedrock:TagResource",
        "bedrock:CreateGuardrailVersion",
        "bedrock:ListTagsForResource",
        "bedrock:UpdateGuardrail"
      })
  void aMissingPermissionIsNamedAndMendedWithoutARestart(String missing) {
    var all =
        List.of(
            "bedrock:ListGuardrails",
            "bedrock:CreateGuardrail",
            "bedrock:TagResource",
            "bedrock:CreateGuardrailVersion",
            "bedrock:ListTagsForResource",
            "bedrock:UpdateGuardrail");
    var goal = goal(Policies.quickstart());
    if (List.of("bedrock:ListTagsForResource", "bedrock:UpdateGuardrail").contains(missing)) {
      synced(new GuardrailSync(unlimited), goal(Policies.blocking("before")));
    }
    aws.allow(
        TestAws.ROLE, all.stream().filter(each -> !each.equals(missing)).toArray(String[]::new));
    var refused = refused(sync, goal);
    assertThat(refused.reason().id()).isEqualTo("PermissionMissing");
    assertThat(refused.message()).startsWith(missing + " is not permitted");
    aws.allow(TestAws.ROLE, all.toArray(String[]::new));
    synced(sync, goal);
    assertThat(aws.guardrails()).hasSize(1);
  }

  @Test
  void whatBedrockRefusesIsSaidInItsWords() {
    var spec = "sensitiveInformationPolicy: {regexes: [{name: odd, pattern: '(', action: BLOCK}]}";
    var refused = refused(sync, goal(GuardrailRequest.of(Policies.spec(spec))));
    assertThat(refused.reason().id()).isEqualTo("Invalid");
    assertThat(refused.message()).contains("odd");
    assertThat(synced(sync, goal(Policies.quickstart())).version()).isEqualTo("1");
  }

  @Test
  void aHundredGuardrailsLeaveNoRoom() {
    var last = "";
    for (var i = 0; i < 100; i++) {
      last = foreign("g" + i);
    }
    assertThat(refused(sync, goal(Policies.quickstart())).reason().id()).isEqualTo("QuotaExceeded");
    aws.byHand().delete(last, null);
    synced(sync, goal(Policies.quickstart()));
  }

  @Test
  void aGuardrailThatSomebodyDeletedIsMadeAgain() {
    var first = synced(sync, goal(Policies.quickstart()));
    aws.byHand().delete(first.id(), null);
    var goal = goal(Policies.quickstart(), known(first), Set.of("1"));
    var lost = false;
    SyncOutcome outcome = null;
    for (var i = 0; i < ENOUGH && !(outcome instanceof Synced); i++) {
      outcome = sync.step(aws.calls(), goal);
      lost |= outcome instanceof Drifted drifted && drifted.lost();
    }
    assertThat(lost).isTrue();
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Synced.class, again -> assertThat(again.id()).isNotEqualTo(first.id()));
  }

  @Test
  void aDraftThatSomebodyChangedIsPutRightAndToldOfOnce() {
    var live = synced(sync, goal(Policies.blocking("ours")));
    for (var process : List.of(sync, new GuardrailSync(unlimited))) {
      aws.clockAheadSeconds(process == sync ? 60 : 120);
      aws.byHand().update(Policies.blocking("theirs").update(live.id(), OWNER.guardrailName()));
      aws.operations();
      var goal = goal(Policies.blocking("ours"), known(live), Set.of("1"));
      assertThat(drifts(process, goal)).containsExactly(false);
      live = synced(process, goal);
      assertThat(live.version()).isEqualTo("1");
      assertThat(aws.operations())
          .contains("UpdateGuardrail")
          .doesNotContain("CreateGuardrailVersion");
      assertThat(aws.byHand().draft(live.id()).wordPolicy().words().getFirst().text())
          .isEqualTo("ours");
      // A drift that was put right is not told again, whether or not the status knows the newer
      // draft.
      assertThat(drifts(process, goal)).isEmpty();
    }
  }

  @Test
  void aVersionThatSomebodyDeletedIsPublishedAnewAndToldOfOnce() {
    var live = synced(sync, goal(Policies.blocking("a")));
    aws.byHand().delete(live.id(), live.version());
    var goal = goal(Policies.blocking("a"), known(live), Set.of("1"));
    assertThat(drifts(sync, goal)).containsExactly(true);
    assertThat(synced(sync, goal).version()).isEqualTo("2");
  }

  /**
   * Takes steps until the guardrail is synced; returns for each drift on the way whether it lost
   * the live version.
   */
  private List<Boolean> drifts(GuardrailSync process, Goal goal) {
    var drifts = new ArrayList<Boolean>();
    for (var i = 0; i < ENOUGH; i++) {
      switch (process.step(aws.calls(), goal)) {
        case Synced ignored -> {
          return drifts;
        }
        case Drifted drifted -> drifts.add(drifted.lost());
        case Syncing ignored -> {}
        case Refused refused -> throw new AssertionError(refused.message());
      }
    }
    throw new AssertionError("never in order");
  }

  @Test
  void aFailureOfAwsIsWaitedForAndNotRepeatedAtOnce() throws IOException {
    var requests = new AtomicInteger();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          var body = "{\"message\":\"Rate exceeded\"}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("x-amzn-errortype", "ThrottlingException");
          exchange.sendResponseHeaders(429, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try (var clients =
        new AwsClients(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))) {
      var calls = new GuardrailCalls(clients.bedrock(TestAws.REGION), TestAws.OPERATOR);
      assertThat(sync.step(calls, goal(Policies.quickstart())))
          .isInstanceOfSatisfying(
              Syncing.class,
              waiting -> assertThat(waiting.after()).isEqualTo(Duration.ofSeconds(5)));
      assertThat(requests).hasValue(1);
    } finally {
      server.stop(0);
    }
    assertThat(synced(sync, goal(Policies.quickstart())).version()).isEqualTo("1");
  }

  @Test
  void removingTakesOurGuardrailAndLeavesOthers() {
    synced(sync, goal(Policies.quickstart()));
    var foreign = foreign("pii-and-safety-ffffffff");
    assertThat(removed(OWNER)).isTrue();
    assertThat(aws.guardrails())
        .singleElement()
        .satisfies(g -> assertThat(g.id()).isEqualTo(foreign));
    assertThat(removed(OWNER)).isTrue();
  }

  @Test
  void removingLeavesAForeignGuardrailOfOurName() {
    foreign(OWNER.guardrailName());
    assertThat(removed(OWNER)).isTrue();
    assertThat(aws.guardrails()).hasSize(1);
  }

  private boolean removed(GuardrailOwner owner) {
    var removal = new GuardrailRemoval(unlimited);
    for (var i = 0; i < ENOUGH; i++) {
      if (removal.step(aws.calls(), owner).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private String foreign(String name) {
    var request =
        CreateGuardrailRequest.builder()
            .name(name)
            .blockedInputMessaging("in")
            .blockedOutputsMessaging("out")
            .wordPolicyConfig(
                policy ->
                    policy.wordsConfig(
                        List.of(GuardrailWordConfig.builder().text("theirs").build())))
            .tags(Tag.builder().key("owner").value("somebody").build())
            .build();
    return aws.byHand().create(request).guardrailId();
  }

  private String wordOf(Synced synced) {
    return aws.bedrockByHand()
        .getGuardrail(r -> r.guardrailIdentifier(synced.id()).guardrailVersion(synced.version()))
        .wordPolicy()
        .words()
        .getFirst()
        .text();
  }

  private List<String> numbers(String id) {
    return Versions.of(aws.byHand().versions(id)).all().stream().map(v -> v.version()).toList();
  }

  private Synced synced(GuardrailSync sync, Goal goal) {
    return synced(aws, sync, goal);
  }

  private static Synced synced(TestAws aws, GuardrailSync sync, Goal goal) {
    return settled(aws, sync, goal)
        .filter(Synced.class::isInstance)
        .map(Synced.class::cast)
        .orElseThrow(() -> new AssertionError("not synced: " + sync.step(aws.calls(), goal)));
  }

  private Refused refused(GuardrailSync sync, Goal goal) {
    return settled(aws, sync, goal)
        .filter(Refused.class::isInstance)
        .map(Refused.class::cast)
        .orElseThrow(() -> new AssertionError("not refused: " + sync.step(aws.calls(), goal)));
  }

  private static Optional<SyncOutcome> settled(TestAws aws, GuardrailSync sync, Goal goal) {
    for (var i = 0; i < ENOUGH; i++) {
      var outcome = sync.step(aws.calls(), goal);
      if (!(outcome instanceof Syncing || outcome instanceof Drifted)) {
        return Optional.of(outcome);
      }
    }
    return Optional.empty();
  }

  /**
   * Takes steps until one only waits a second for Bedrock; returns whether one did, with {@code
   * state}.
   */
  private boolean waits(Goal goal, String state) {
    for (var i = 0; i < ENOUGH; i++) {
      if (sync.step(aws.calls(), goal) instanceof Syncing waiting
          && state.equals(waiting.state())
          && waiting.after().equals(Duration.ofSeconds(1))) {
        return true;
      }
    }
    return false;
  }

  private static Goal.@Nullable Known known(@Nullable Synced synced) {
    return synced == null
        ? null
        : new Goal.Known(synced.id(), synced.version(), synced.hash(), synced.draftUpdated());
  }

  private static Goal goal(GuardrailRequest request) {
    return goal(request, null, Set.of());
  }

  private static Goal goal(GuardrailRequest request, Goal.@Nullable Known known, Set<String> used) {
    return new Goal(OWNER, request, known, used);
  }
}
