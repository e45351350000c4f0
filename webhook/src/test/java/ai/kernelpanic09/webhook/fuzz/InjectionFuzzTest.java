package ai.kernelpanic09.webhook.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.webhook.guard.PodChange;
import ai.kernelpanic09.webhook.guard.PodGuard;
import ai.kernelpanic09.webhook.inject.GoldenCase;
import ai.kernelpanic09.webhook.inject.InjectionResult;
import ai.kernelpanic09.webhook.inject.InjectionResult.Denied;
import ai.kernelpanic09.webhook.inject.InjectionResult.Patched;
import ai.kernelpanic09.webhook.inject.InjectionResult.Skipped;
import ai.kernelpanic09.webhook.inject.Injector;
import ai.kernelpanic09.webhook.inject.PodAdmission;
import ai.kernelpanic09.webhook.inject.SamplePods;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Pods of every shape through the admission library. {@code -Dfuzz.seed=N -Dfuzz.pods=1} replays
 * the pod that a failure names.
 */
class InjectionFuzzTest {

  private static final int PODS = Integer.getInteger("fuzz.pods", 4_000);
  private static final long SEED = Seed.CHOSEN;

  private final PodShapes shapes = new PodShapes();
  private final List<ObjectNode> goldens = GoldenCase.all().stream().map(GoldenCase::pod).toList();
  private int injected;

  private void each(Consumer<Random> pod) {
    for (var i = 0; i < PODS; i++) {
      var seed = SEED + i;
      try {
        pod.accept(new Random(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("-Dfuzz.seed=" + seed + " -Dfuzz.pods=1", e);
      }
    }
  }

  @Test
  void ofAPodOfAnyShapeNothingIsLost() {
    each(
        random -> {
          var pod = shapes.pod(random);
          var dryRun = random.nextInt(9) == 0;
          if (inject(pod, dryRun) instanceof Patched patched) {
            injected++;
            assertWhole(pod, patched, dryRun);
            if (!pod.path("metadata").path("annotations").has(Keys.SIDECAR_STATUS)) {
              assertThat(Foreign.lost(pod, patched.pod())).as(pod.toString()).isEmpty();
            }
          }
        });
    if (PODS >= 100) {
      assertThat(injected).as("of " + PODS).isGreaterThan(PODS / 4);
    }
  }

  @Test
  void whatIsNoPodIsAnsweredToo() {
    each(
        random -> {
          var pod = PodMutator.mutated(any(random), random);
          if (inject(pod, false) instanceof Patched patched) {
            assertThat(JsonPatch.apply(patched.patch(), pod)).isEqualTo(patched.pod());
            inject(patched.pod(), false);
          }
          guard("CREATE", pod, MissingNode.getInstance());
          guard("UPDATE", pod, any(random));
          guard("CONNECT", pod, MissingNode.getInstance());
        });
  }

  private ObjectNode any(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> shapes.pod(random);
      case 1 -> PodShapes.pick(goldens, random).deepCopy();
      default -> SamplePods.inject(SamplePods.labelled()).pod();
    };
  }

  private static InjectionResult inject(ObjectNode pod, boolean dryRun) {
    var before = pod.toString();
    var result =
        Injector.inject(
            new PodAdmission(pod, SamplePods.NAMESPACE, "CREATE", "", "user", dryRun),
            SamplePods.CONFIG,
            SamplePods.CLUSTER);
    assertThat(pod.toString()).as("the request's own pod").isEqualTo(before);
    switch (result) {
      case Denied denied -> {
        assertThat(denied.denials()).isNotEmpty();
        assertThat(denied.denials()).allSatisfy(each -> assertThat(each.message()).isNotBlank());
      }
      case Patched patched -> assertThat(patched.warnings()).hasSizeLessThanOrEqualTo(16);
      case Skipped skipped -> assertThat(skipped.reason().sentence()).isNotBlank();
    }
    return result;
  }

  /** The patch makes the pod that was meant, and a second admission finds nothing to do. */
  private static void assertWhole(ObjectNode pod, Patched patched, boolean dryRun) {
    assertThat(JsonPatch.apply(patched.patch(), pod)).isEqualTo(patched.pod());
    assertThat(inject(patched.pod(), dryRun))
        .isInstanceOfSatisfying(
            Patched.class,
            again -> assertThat(again.patch()).as(patched.pod().toString()).isEmpty());
  }

  private static void guard(String operation, ObjectNode pod, JsonNode before) {
    var verdict =
        PodGuard.decide(
            new PodChange(operation, pod, before, false),
            SamplePods.NAMESPACE,
            SamplePods.CONFIG,
            SamplePods.CLUSTER);
    assertThat(verdict.denials()).allSatisfy(each -> assertThat(each.message()).isNotBlank());
  }
}
