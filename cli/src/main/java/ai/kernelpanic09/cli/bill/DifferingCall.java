package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.core.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * A call of which we and AWS tell different things.
 *
 * @param call its label; empty where it has none
 * @param request id of the caller's request, else AWS's id
 * @param model as AWS's logs name it; empty where they don't
 * @param booked what we booked for it; null where that is not known of a single call
 * @param logged its cost by AWS's logs; null where they don't have it, or it has no price
 */
record DifferingCall(
    DayKey day,
    String call,
    String request,
    String model,
    Reason reason,
    @Nullable Money booked,
    @Nullable Money logged) {}
