package ai.kernelpanic09.webhook.inject.pod;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.webhook.inject.facts.JobOwners;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadNameTest {

  private static final String LONG = "a-cron-job-with-fifty-two-characters-in-its-name-xyz";

  /** Jobs by name, each with the CronJob that owns it. */
  private static final Map<String, String> RUNS =
      Map.of(
          "report-29391240",
          "report",
          "report-29391241",
          "report",
          "report-manual-1",
          "report",
          "a-12345678-29391240",
          "a-12345678",
          LONG + "-29391240",
          LONG);

  private static final JobOwners JOBS =
      (namespace, job, uid) -> Optional.ofNullable(uid.equals("u") ? RUNS.get(job) : null);

  @ParameterizedTest
  @CsvSource({
    "report-29391240,     CronJob/report",
    "report-29391241,     CronJob/report",
    "report-manual-1,     CronJob/report",
    "report-20261122,     Job/report-20261122",
    "a-12345678,          Job/a-12345678",
    "a-12345678-29391240, CronJob/a-12345678",
    LONG + "-29391240,    CronJob/" + LONG,
  })
  void onlyAJobThatACronJobOwnsIsItsRun(String job, String workload) {
    assertThat(workload("batch/v1", "Job", job)).isEqualTo(workload);
  }

  @Test
  void aKindOfTheSameNameOfSomebodyElseIsNotAskedAbout() {
    assertThat(workload("batch.volcano.sh/v1alpha1", "Job", "report-29391240"))
        .isEqualTo("Job/report-29391240");
    assertThat(workload("batch.volcano.sh/v1", "ReplicaSet", "web-5c8d"))
        .isEqualTo("ReplicaSet/web-5c8d");
  }

  @Test
  void aReplicaSetIsADeploymentsByItsHashAlone() {
    assertThat(workload("apps/v1", "ReplicaSet", "web-5c8d")).isEqualTo("Deployment/web");
    assertThat(workload("apps/v1", "ReplicaSet", "web-77778888"))
        .isEqualTo("ReplicaSet/web-77778888");
  }

  @Test
  void whatAnOwnerIsNamedHoldsNothingThatALineOfWordsWouldBreakAt() {
    assertThat(workload("v1", "Job", "a b")).startsWith("Job/a-b-").hasSize(16);
    assertThat(workload("v1", "Job", "a\tb"))
        .startsWith("Job/a-b-")
        .isNotEqualTo(workload("v1", "Job", "a b"));
    assertThat(workload("v1", "My/Kind", "x/y")).startsWith("My-Kind/x-y-");
    assertThat(WorkloadName.of("Job/a b")).isEqualTo(workload("v1", "Job", "a b"));
    assertThat(WorkloadName.of("other")).startsWith("Pod/other");
  }

  @Test
  void anyTextGivesANameOfItsOwnInBounds() {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    var seen = new HashSet<String>();
    var texts = new HashSet<String>();
    for (var i = 0; i < 5_000; i++) {
      var kind = text(random, 40);
      var name = text(random, 300);
      if (!texts.add(kind + "/" + name)) {
        continue;
      }
      var workload = workload("v1", kind, name);
      assertThat(workload)
          .as("seed " + seed)
          .matches("[A-Za-z0-9._-]+/[A-Za-z0-9._-]+")
          .hasSizeLessThanOrEqualTo(63);
      assertThat(seen.add(workload)).as("seed " + seed + ": " + workload).isTrue();
      assertThat(WorkloadName.of(workload)).isEqualTo(workload);
    }
  }

  private static String text(Random random, int maxLength) {
    var text = new StringBuilder();
    for (var left = random.nextInt(maxLength); left > 0; left--) {
      text.appendCodePoint(
          random.nextInt(4) == 0 ? random.nextInt(0xD800) : 'a' + random.nextInt(26));
    }
    return text.toString();
  }

  private static String workload(String apiVersion, String kind, String name) {
    return WorkloadName.of(pod(apiVersion, kind, name), "ai-workloads", JOBS);
  }

  private static JsonNode pod(String apiVersion, String kind, String name) {
    var pod = JsonNodeFactory.instance.objectNode();
    var metadata = pod.putObject("metadata");
    metadata.putObject("labels").put("pod-template-hash", "5c8d");
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", apiVersion)
        .put("kind", kind)
        .put("name", name)
        .put("uid", "u")
        .put("controller", true);
    return pod;
  }
}
