package ai.kernelpanic09.sidecar.body;

import static java.util.Comparator.comparingInt;

import java.util.Collection;

/**
 * A range of a body, and what goes out in its place.
 *
 * @param start of the range
 */
@SuppressWarnings("ArrayRecordComponent") // It is not compared.
public record Patch(int start, int end, byte[] bytes) {

  /**
   * Copies a range of a body with what is to be replaced in it.
   *
   * @param patches in any order; those of other ranges are left out
   */
  public static void copy(Splices to, int start, int end, Collection<Patch> patches) {
    var at = start;
    var inside =
        patches.stream()
            .filter(each -> each.start >= start && each.end <= end)
            .sorted(comparingInt(Patch::start))
            .toList();
    for (var each : inside) {
      to.copy(at, each.start);
      to.insert(each.bytes);
      at = each.end;
    }
    to.copy(at, end);
  }
}
