package ai.kernelpanic09.core.ledger;

import java.util.Arrays;

/** Max-min fair division: small wishes are met in full, the others share equally what is left. */
final class WaterFill {

  /** Divides at most {@code pool} among {@code wishes}; none gets more than its wish. */
  static long[] divide(long pool, long[] wishes) {
    var granted = new long[wishes.length];
    var order = new Integer[wishes.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Long.compare(wishes[a], wishes[b]));
    var left = Math.max(0, pool);
    for (var i = 0; i < order.length; i++) {
      var share = left / (order.length - i);
      var each = Math.min(wishes[order[i]], share);
      granted[order[i]] = each;
      left -= each;
    }
    return granted;
  }

  private WaterFill() {}
}
