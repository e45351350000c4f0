package ai.kernelpanic09.webhook.inject.facts;

import java.util.Optional;

/** Tells which CronJob a Job belongs to: a pod of a run names its Job alone. */
@FunctionalInterface
public interface JobOwners {

  /** For where nobody can be asked. */
  JobOwners UNKNOWN = (namespace, job, uid) -> Optional.empty();

  /**
   * Name of the CronJob that owns a Job; empty if none does, or if nobody can tell in time.
   *
   * @param uid of the Job; another Job of the same name is not asked about
   */
  Optional<String> cronJob(String namespace, String job, String uid);
}
