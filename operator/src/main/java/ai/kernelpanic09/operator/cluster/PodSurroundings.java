package ai.kernelpanic09.operator.cluster;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.webhook.inject.facts.AwsFacts;
import ai.kernelpanic09.webhook.inject.facts.JobOwners;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Facts about a pod that other objects hold: read when the pod is admitted, and not watched. */
public final class PodSurroundings implements JobOwners {

  private static final String AGENT = "eks-pod-identity-agent";
  private static final String WEBHOOK = "pod-identity-webhook";

  /**
   * Names that an object can have. A pod can name an owner or account by any text of any length,
   * which would become a key of a cache and part of a URL.
   */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  private static final Pattern UID = Pattern.compile("[A-Za-z0-9-]{1,64}");

  /** The owner of a Job does not change. */
  private static final Duration OWNER_HOLDS = Duration.ofHours(1);

  /** Roles and agents come while a cluster is set up, seldom later. */
  private static final Duration AWS_HOLDS = Duration.ofMinutes(2);

  private static final Duration LIMITS_HOLD = Duration.ofSeconds(30);

  private final BoundedReads<JobKey, Optional<String>> cronJobs;
  private final BoundedReads<AccountKey, Boolean> roles;
  private final BoundedReads<String, Boolean> podIdentity;

  private final BoundedReads<String, List<LimitRange>> limitRanges;

  private record AccountKey(String namespace, String name) {}

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
    roles =
        new BoundedReads<>(
            "serviceaccount",
            AWS_HOLDS,
            key ->
                Optional.ofNullable(
                        client
                            .serviceAccounts()
                            .inNamespace(key.namespace())
                            .withName(key.name())
                            .get())
                    .map(account -> account.getMetadata().getAnnotations())
                    .filter(annotations -> annotations.containsKey(Keys.EKS_ROLE_ARN))
                    .isPresent());
    limitRanges =
        new BoundedReads<>(
            "limitranges",
            LIMITS_HOLD,
            namespace -> client.limitRanges().inNamespace(namespace).list().getItems());
    podIdentity =
        new BoundedReads<>("eks-pod-identity", AWS_HOLDS, key -> servesPodIdentity(client));
  }

  /** An EKS cluster has the agent as an add-on, or the webhook that EKS runs itself. */
  private static boolean servesPodIdentity(KubernetesClient client) {
    return client.apps().daemonSets().inNamespace("kube-system").withName(AGENT).get() != null
        || client
                .admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(WEBHOOK)
                .get()
            != null;
  }

  /**
   * Looks at all owners, because a Job that {@code kubectl create job --from} made has its CronJob
   * as an owner that is not its controller.
   */
  private static Optional<String> cronJob(Job job) {
    return Optional.ofNullable(job.getMetadata().getOwnerReferences()).stream()
        .flatMap(owners -> owners.stream())
        .filter(owner -> "CronJob".equals(owner.getKind()))
        .filter(owner -> owner.getApiVersion().startsWith("batch/"))
        .map(OwnerReference::getName)
        .findFirst();
  }

  /** An identity counts as present if the API server does not answer in time. */
  public AwsFacts aws(String namespace, String account) {
    var hasRole =
        !NAME.matcher(account).matches()
            || roles.get(new AccountKey(namespace, account)).orElse(true);
    // A role alone decides: a second read would only make the admission wait.
    return new AwsFacts(hasRole, hasRole || podIdentity.get("").orElse(true));
  }

  /** LimitRanges of a namespace; empty if the API server does not answer in time. */
  public List<LimitRange> limitRanges(String namespace) {
    return limitRanges.get(namespace).orElse(List.of());
  }

  /** Empty if the API server does not answer in time: the Job then counts as the workload. */
  @Override
  public Optional<String> cronJob(String namespace, String job, String uid) {
    return NAME.matcher(job).matches() && UID.matcher(uid).matches()
        ? cronJobs.get(new JobKey(namespace, job, uid)).flatMap(owner -> owner)
        : Optional.empty();
  }
}
