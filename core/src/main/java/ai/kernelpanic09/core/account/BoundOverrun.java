package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.CallFeature;
import java.util.Set;

/**
 * A call that was billed more than had been reserved for it: some bound of its worst case is too
 * low.
 *
 * @param features what calls have whose bound is too low; none for calls of plain text, and so all
 * @param billed dollars that the call cost
 * @param reserved dollars that were set aside for it
 */
public record BoundOverrun(Set<CallFeature> features, Money billed, Money reserved) {

  public BoundOverrun {
    features = Set.copyOf(features);
  }

  /** The features as people read them. */
  public String shape() {
    return CallFeature.names(features);
  }
}
