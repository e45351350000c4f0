package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.account.Admission;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.UnpricedUsageException;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.converse.ConverseReply;
import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an admission has come to: booked on what was used, on the worst case, or put back. */
final class CallBooking {

  private static final Logger LOG = LoggerFactory.getLogger(CallBooking.class);

  private final ServedEndpoint endpoint;
  private final ToolGuard tools;
  private final NanoClock clock;
  private final Supplier<String> subject;

  /**
   * @param tools what checks have cost beside the model
   * @param subject what a line of the log is about
   */
  CallBooking(ServedEndpoint endpoint, ToolGuard tools, NanoClock clock, Supplier<String> subject) {
    this.endpoint = endpoint;
    this.tools = tools;
    this.clock = clock;
    this.subject = subject;
  }

  /** Books what the reply says was used; the worst case where it does not say all of it. */
  Money settle(Admission admission, ConverseReply reply) {
    var usage = reply.usage();
    if (usage != null && (admission.limits().guardrail() == null || reply.guardrailKnown())) {
      try {
        return settle(admission, usage);
      } catch (UnpricedUsageException | ArithmeticException e) {
        LOG.error("event=usage-unpriced {} error=\"{}\"", subject.get(), e.toString());
      }
    }
    settleWorst(admission, usage == null ? Usage.NONE : usage);
    return admission.worst();
  }

  /** Books the worst case: nobody knows what was billed. */
  void settleWorst(Admission admission, Usage usage) {
    book(admission, admission.worst(), true, usage);
  }

  /** Puts back what was set aside, but for what checks have cost: no model was billed. */
  void release(Admission admission) {
    if (!tools.owes()) {
      endpoint.gate().release(admission, clock.nanos());
      return;
    }
    settle(admission, Usage.NONE);
    tools.findings().forEach(endpoint.meters()::found);
  }

  private Money settle(Admission admission, Usage usage) {
    var cost = tools.cost(admission.limits(), usage);
    book(admission, cost, tools.isUnsure(), tools.with(usage));
    return cost;
  }

  private void book(Admission admission, Money cost, boolean estimated, Usage usage) {
    endpoint.gate().settle(admission, cost, estimated, usage, clock.nanos());
    endpoint.meters().charged(cost);
  }
}
