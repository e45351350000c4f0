package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.Exhausted;
import ai.kernelpanic09.core.protocol.RateGrant;
import ai.kernelpanic09.core.protocol.WindowGrant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's part of the answer to one {@link Ask}.
 *
 * @param windows the holder's leases, one for each day; {@code windows} in the protocol
 * @param keep free dollars that the holder may keep at its next renewal
 * @param scarce whether so little is left that holders should renew often and keep little: less
 *     than 5 % of the limit, or than four worst-case calls per busy holder
 * @param requests null where requests are not limited
 * @param tokens null where tokens are not limited
 * @param exhausted set when nothing is left for one call of the asked size
 * @param queued why the holder has to wait though dollars are left; null when it need not
 * @param remaining dollars of the open day's or month's budget, the smaller of both, that are
 *     neither spent nor written off; null where there is no budget
 */
public record LedgerAnswer(
    List<WindowGrant> windows,
    Money keep,
    boolean scarce,
    @Nullable RateGrant requests,
    @Nullable RateGrant tokens,
    @Nullable Exhausted exhausted,
    @Nullable String queued,
    @Nullable Money remaining) {

  public LedgerAnswer {
    windows = List.copyOf(windows);
  }
}
