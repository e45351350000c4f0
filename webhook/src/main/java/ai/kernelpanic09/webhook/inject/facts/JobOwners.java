package ai.kernelpanic09.webhook.inject.facts;

import java.util.Optional;

/** Finds the CronJob of a Job: a pod of a run names only its Job as owner. */
@FunctionalInterface
public interface JobOwners {

  /** Finds none, where no API server can be asked. */
  JobOwners UNKNOWN = (namespace, job, uid) -> Optional.empty();

  /**
   * Name of the CronJob that owns a Job; empty if none does, or if the answer takes too long.
   *
   * @param uid of the Job; a Job of the same name with another UID does not count
   */
  Optional<String> cronJob(String namespace, String job, String uid);
}
