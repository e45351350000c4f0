package ai.kernelpanic09.e2e.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The differences that are known and left as they are, each with a reason.
 *
 * @param prefix what a difference's name begins with
 */
record Left(String where, String prefix, String reason) {

  /**
   * Reads lines of service, beginning of the name, and reason, with tabs between them.
   *
   * @throws IllegalArgumentException naming the line that is none
   */
  static List<Left> read(List<String> lines) {
    var left = new ArrayList<Left>();
    for (var line : lines) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      var columns = line.split("\t", -1);
      if (columns.length != 3 || columns[1].isBlank() || columns[2].isBlank()) {
        throw new IllegalArgumentException(
            "aws-drift.tsv: a line needs service, name and reason with tabs between: " + line);
      }
      left.add(new Left(columns[0], columns[1], columns[2]));
    }
    return List.copyOf(left);
  }

  /** Why a difference is left, if it is. */
  static Optional<String> reason(List<Left> left, Difference difference) {
    return left.stream()
        .filter(each -> each.where.equals(difference.where()))
        .filter(each -> difference.what().startsWith(each.prefix))
        .map(Left::reason)
        .findFirst();
  }
}
