package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A lease on a window's dollars.
 *
 * @param seq the window
 * @param id its name, the day such as {@code 2026-11-22}
 * @param incarnation the holder's name for the lease
 * @param known false when the ledger does not know the reported lease: the holder must drop it, and
 *     open another under a new incarnation
 * @param startsInMillis until the window opens; 0 or less when it is open
 * @param endsInMillis until it closes; 0 or less when it has
 * @param granted dollars granted to this lease in all
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record WindowGrant(
    long seq,
    String id,
    String incarnation,
    boolean known,
    long startsInMillis,
    long endsInMillis,
    Money granted) {}
