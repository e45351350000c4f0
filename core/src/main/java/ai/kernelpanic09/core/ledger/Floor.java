package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import java.util.List;

/**
 * What must outlive an endpoint's ledger: its days and months with the least that counts as used of
 * them. The days come with their bounds, so that a ledger made anew goes on in the same calendar
 * and no day or month comes twice.
 *
 * @param windows days without their leases; what was leased counts as spent
 * @param months months of those days
 * @param costTotal dollars of all time
 */
public record Floor(List<Window> windows, List<Month> months, Money costTotal) {

  public static final Floor NONE = new Floor(List.of(), List.of(), Money.ZERO);

  public Floor {
    windows = List.copyOf(windows);
    months = List.copyOf(months);
  }
}
