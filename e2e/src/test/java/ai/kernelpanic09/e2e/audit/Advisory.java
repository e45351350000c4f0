package ai.kernelpanic09.e2e.audit;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One line of hack/advisories.tsv.
 *
 * @param artifact as {@code group:artifact}
 * @param id the CVE's id if there is one
 * @param fixed the versions in which it is fixed, for people to read
 * @param note a summary; or {@code accepted:} and the reason why we accept it, and then the audit
 *     passes
 */
record Advisory(
    String artifact, List<Range> affected, String id, String severity, String fixed, String note) {

  private static final String ACCEPTED = "accepted:";
  private static final int COLUMNS = 6;

  static Advisory read(String line) {
    var columns = line.split("\t", -1);
    if (columns.length != COLUMNS) {
      throw new IllegalArgumentException(
          "has %d columns, not %d: %s".formatted(columns.length, COLUMNS, line));
    }
    return new Advisory(
        columns[0], Range.readAll(columns[1]), columns[2], columns[3], columns[4], columns[5]);
  }

  String line() {
    var ranges = affected.stream().map(Range::toString).collect(Collectors.joining(" "));
    return String.join("\t", artifact, ranges, id, severity, fixed, note);
  }

  boolean affects(Dependency dependency) {
    return artifact.equals(dependency.artifact())
        && affected.stream().anyMatch(range -> range.contains(dependency.version()));
  }

  boolean accepted() {
    return note.startsWith(ACCEPTED);
  }

  /**
   * Whether both are about the same artifact and id, so that a refresh replaces one by the other.
   */
  boolean same(Advisory other) {
    return artifact.equals(other.artifact) && id.equals(other.id);
  }

  Advisory withNote(String other) {
    return new Advisory(artifact, affected, id, severity, fixed, other);
  }
}
