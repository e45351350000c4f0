package ai.kernelpanic09.operator.budget;

import java.util.LinkedHashSet;
import java.util.function.Supplier;

/** The ids of the commits that this operator has tried to make on one ledger. */
final class OwnCommits {

  private static final int MAX_REMEMBERED = 32;

  private final Supplier<String> ids;
  private final LinkedHashSet<String> tried = new LinkedHashSet<>();

  OwnCommits(Supplier<String> ids) {
    this.ids = ids;
  }

  /** The id for a commit that is about to be tried. */
  String next() {
    var id = ids.get();
    tried.add(id);
    if (tried.size() > MAX_REMEMBERED) {
      tried.remove(tried.getFirst());
    }
    return id;
  }

  /** Whether the commit in the status is one of this operator's. */
  boolean contains(String id) {
    return tried.contains(id);
  }

  /**
   * Notes that a commit is durable. After that no earlier one can become durable: if one is seen
   * again, it comes from a backup.
   */
  void durable(String id) {
    tried.clear();
    tried.add(id);
  }
}
