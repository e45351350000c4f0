package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.core.money.Money;

/**
 * A call that a proxy has booked without knowing its cost.
 *
 * @param call its label {@code call} in AWS's logs
 * @param request id of the caller's request
 * @param endpoint {@code namespace/name}
 * @param window the day whose budget paid
 * @param part what was booked: {@code worst}, {@code input}, or {@code checks}
 */
record EstimatedCall(
    String call, String request, String endpoint, String window, String part, Money booked) {}
