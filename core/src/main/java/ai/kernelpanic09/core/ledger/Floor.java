package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The least that must count as used of an endpoint's days and months. It is kept outside the
 * endpoint and outlives its ledger. The days carry their bounds, so that a new ledger goes on in
 * the same calendar and no day or month comes twice.
 *
 * @param days days without their leases; dollars that were leased count as spent
 * @param months months of those days
 * @param costTotal dollars of all time
 */
public record Floor(@JsonProperty("windows") List<Day> days, List<Month> months, Money costTotal) {

  public static final Floor NONE = new Floor(List.of(), List.of(), Money.ZERO);

  public Floor {
    days = List.copyOf(days);
    months = List.copyOf(months);
  }
}
