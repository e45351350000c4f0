package ai.kernelpanic09.operator.cluster;

import ai.kernelpanic09.webhook.inject.JobOwners;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Optional;

/** What a pod stands in without saying it: read when the pod is admitted, and not watched. */
public final class PodSurroundings implements JobOwners {

  /** The owner of a Job does not change. */
  private static final Duration OWNER_HOLDS = Duration.ofHours(1);

  private final BoundedReads<JobKey, Optional<String>> cronJobs;

  private record JobKey(String namespace, String name, String uid) {}

  PodSurroundings(KubernetesClient client) {
    cronJobs =
        new BoundedReads<>(
            "job",
            OWNER_HOLDS,
            key ->
                Optional.ofNullable(
                        client
                            .batch()
                            .v1()
                            .jobs()
                            .inNamespace(key.namespace())
                            .withName(key.name())
                            .get())
                    .filter(job -> key.uid().equals(job.getMetadata().getUid()))
                    .flatMap(PodSurroundings::cronJob));
  }

  /** A Job that {@code kubectl create job --from} made has its CronJob as plain owner. */
  private static Optional<String> cronJob(Job job) {
    return Optional.ofNullable(job.getMetadata().getOwnerReferences()).stream()
        .flatMap(owners -> owners.stream())
        .filter(owner -> "CronJob".equals(owner.getKind()))
        .filter(owner -> owner.getApiVersion().startsWith("batch/"))
        .map(OwnerReference::getName)
        .findFirst();
  }

  /** Where the API server does not answer in time, the Job is its own workload. */
  @Override
  public Optional<String> cronJob(String namespace, String job, String uid) {
    return cronJobs.get(new JobKey(namespace, job, uid)).flatMap(owner -> owner);
  }
}
