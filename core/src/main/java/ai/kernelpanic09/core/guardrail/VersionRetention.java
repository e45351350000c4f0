package ai.kernelpanic09.core.guardrail;

import java.util.List;
import java.util.Set;

/** Which published versions of a guardrail make room for a new one: Bedrock keeps 20. */
public final class VersionRetention {

  /** Bedrock allows no more. */
  public static final int MAX_VERSIONS = 20;

  /** From here on old versions are deleted before a new one is published. */
  public static final int KEPT_VERSIONS = 10;

  /**
   * The versions to delete before one more is published: the oldest, never the newest nor one in
   * use.
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
