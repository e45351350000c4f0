package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.core.money.Money;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Spending by workload, as pods' owners name it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkloadsTest {

  private static final String NAMESPACE = "ai-workloads";

  private final World world = new World();
  private final OperatorProcess operator = world.operatorWithWebhook();
  private final HolderClient control = HolderClient.of(operator);

  @BeforeAll
  void anEndpoint() {
    world.applyEndpoint("claude", "costBudget: {daily: \"10.00\"}");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> world.state("claude", "BudgetAvailable").equals("True/Available"));
  }

  @AfterAll
  void stop() {
    control.close();
    operator.close();
    world.close();
  }

  @Test
  void runsOfACronJobAreOneSpenderAndAJobOfSuchANameIsItsOwn() {
    var cronJob = cronJob("a-12345678");
    spend(pod(owner(job("a-12345678-29391240", cronJob), true)));
    spend(pod(owner(job("a-12345678-29391241", cronJob), true)));
    spend(pod(owner(job("by-hand", cronJob), true)));
    spend(pod(owner(job("report-20261122", null), true)));
    spend(pod(reference("batch/v1", "Job", "gone-29391240", "no-such-uid", true)));
    spend(pod(reference("v1", "Odd", "a b", "u", true)));

    assertThat(world.endpoint("claude").getStatus().spenders())
        .extracting(each -> each.workload())
        .hasSize(4)
        .contains("CronJob/a-12345678", "Job/report-20261122", "Job/gone-29391240")
        .filteredOn(name -> name.startsWith("Odd/"))
        .singleElement()
        .asString()
        .doesNotContain(" ");
  }

  private void spend(Pod pod) {
    var token = world.token(pod, Names.CONTROL_AUDIENCE);
    var name = NAMESPACE + "/claude";
    var granted = control.lease(token, name);
    assertThat(control.spend(token, name, 2, granted, Money.parse("0.000001")).statusCode())
        .isEqualTo(200);
  }

  private OwnerReference cronJob(String name) {
    var created =
        world
            .client
            .batch()
            .v1()
            .cronjobs()
            .inNamespace(NAMESPACE)
            .resource(
                new CronJobBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .endMetadata()
                    .withNewSpec()
                    .withSchedule("* * * * *")
                    .withNewJobTemplate()
                    .withNewSpec()
                    .withNewTemplate()
                    .withSpec(app())
                    .endTemplate()
                    .endSpec()
                    .endJobTemplate()
                    .endSpec()
                    .build())
            .create();
    return reference("batch/v1", "CronJob", name, created.getMetadata().getUid(), false);
  }

  private Job job(String name, @Nullable OwnerReference owner) {
    return world
        .client
        .batch()
        .v1()
        .jobs()
        .inNamespace(NAMESPACE)
        .resource(
            new JobBuilder()
                .withMetadata(
                    new ObjectMetaBuilder()
                        .withName(name)
                        .withOwnerReferences(owner == null ? List.of() : List.of(owner))
                        .build())
                .withNewSpec()
                .withNewTemplate()
                .withSpec(app())
                .endTemplate()
                .endSpec()
                .build())
        .create();
  }

  private static PodSpec app() {
    return new PodSpecBuilder()
        .withRestartPolicy("Never")
        .withContainers(new ContainerBuilder().withName("app").withImage("app:1").build())
        .build();
  }

  private static OwnerReference owner(Job job, boolean controller) {
    return reference(
        "batch/v1", "Job", job.getMetadata().getName(), job.getMetadata().getUid(), controller);
  }

  private static OwnerReference reference(
      String apiVersion, String kind, String name, String uid, boolean controller) {
    return new OwnerReferenceBuilder()
        .withApiVersion(apiVersion)
        .withKind(kind)
        .withName(name)
        .withUid(uid)
        .withController(controller)
        .build();
  }

  private Pod pod(OwnerReference owner) {
    return world
        .client
        .pods()
        .inNamespace(NAMESPACE)
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withGenerateName("run-")
                .addToLabels("ai.kernelpanic09.io/model-endpoint", "claude")
                .withOwnerReferences(owner)
                .endMetadata()
                .withSpec(app())
                .build())
        .create();
  }
}
