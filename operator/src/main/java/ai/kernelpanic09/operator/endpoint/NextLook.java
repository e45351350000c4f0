package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.core.price.PricedModel;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When an endpoint that is in order is looked at again. */
final class NextLook {

  static final Duration LATER = Duration.ofMinutes(5);

  /** In five minutes, or at the moment from which its price may be another. */
  static Duration after(Instant now, @Nullable PricedModel price) {
    var until = price == null ? null : price.until();
    if (until == null || !until.isAfter(now)) {
      return LATER;
    }
    var left = Duration.between(now, until);
    return left.compareTo(LATER) < 0 ? left : LATER;
  }

  private NextLook() {}
}
