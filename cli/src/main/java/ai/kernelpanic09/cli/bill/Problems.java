package ai.kernelpanic09.cli.bill;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lines of the input that tell nothing: each kind is counted, and its first lines are named. */
final class Problems {

  private static final int NAMED = 3;

  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  private static final class Kind {
    private long count;
    private final List<String> places = new ArrayList<>();
  }

  /**
   * Counts a line.
   *
   * @param line its number, from 1
   * @param what a clause that says what is wrong with it, the same for all of a kind
   */
  void add(String file, long line, String what) {
    var kind = kinds.computeIfAbsent(what, each -> new Kind());
    kind.count++;
    if (kind.places.size() < NAMED) {
      kind.places.add(file + ":" + line);
    }
  }

  /** A sentence for each kind. */
  List<String> sentences() {
    var all = new ArrayList<String>();
    kinds.forEach(
        (what, kind) ->
            all.add(
                "%d left out: %s, at %s%s"
                    .formatted(
                        kind.count,
                        what,
                        String.join(", ", kind.places),
                        kind.count > kind.places.size() ? ", …" : "")));
    return all;
  }
}
