package ai.kernelpanic09.e2e.drift;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A fact on which we and AWS differ.
 *
 * @param where the service, or what else the fact is about
 * @param ours empty if we do not have it
 * @param theirs empty if AWS does not have it
 */
record Difference(String where, String what, String ours, String theirs) {

  /** The kinds. */
  enum Kind {
    NEW,
    CHANGED,
    GONE
  }

  Kind kind() {
    return ours.isEmpty() ? Kind.NEW : theirs.isEmpty() ? Kind.GONE : Kind.CHANGED;
  }

  /**
   * All differences, in the order of their names. A member that one side does not have is one of
   * them, and not each of its bounds.
   */
  static List<Difference> between(String where, Facts ours, Facts theirs) {
    var differences = new ArrayList<Difference>();
    ours.byName()
        .forEach(
            (what, value) -> {
              var other = theirs.byName().getOrDefault(what, "");
              if (!other.equals(value)
                  && !(other.isEmpty() && isPartOfAnother(what, theirs, ours))) {
                differences.add(new Difference(where, what, value, other));
              }
            });
    theirs
        .byName()
        .forEach(
            (what, value) -> {
              if (!ours.byName().containsKey(what) && !isPartOfAnother(what, ours, theirs)) {
                differences.add(new Difference(where, what, "", value));
              }
            });
    differences.sort(Comparator.comparing(Difference::what));
    return differences;
  }

  /** Whether a fact is about a member of which {@code lacking} does not even have the type. */
  private static boolean isPartOfAnother(String what, Facts lacking, Facts having) {
    var member = what.split("[ \\[]", 2)[0];
    var type = member + " type";
    return !what.equals(type)
        && having.byName().containsKey(type)
        && !lacking.byName().containsKey(type);
  }
}
