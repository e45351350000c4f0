package ai.kernelpanic09.core.guardrail;

import java.util.List;
import java.util.Set;

/**
 * Chooses the published versions of a guardrail that are deleted before a new one is published,
 * because Bedrock allows only 20.
 */
public final class VersionRetention {

  /** Most versions of a guardrail that Bedrock allows. */
  public static final int MAX_VERSIONS = 20;

  /**
   * Old versions are deleted before a new one is published, so that this many are left unless more
   * are in use.
   */
  public static final int KEPT_VERSIONS = 10;

  /**
   * The versions to delete before one more is published: the oldest ones, but never the newest or
   * one in use.
   *
   * @param versions the oldest first
   * @param used versions that may not be deleted
   */
  public static List<String> superfluous(List<String> versions, Set<String> used) {
    return versions.stream()
        .limit(Math.max(0, versions.size() - 1L))
        .filter(version -> !used.contains(version))
        .limit(Math.max(0, versions.size() - KEPT_VERSIONS + 1L))
        .toList();
  }

  private VersionRetention() {}
}
