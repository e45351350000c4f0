package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.account.Admission;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.UnpricedUsageException;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.reply.Reply;
import ai.kernelpanic09.sidecar.textcheck.TextGuard;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends admissions: settles them on the usage that a reply tells or on the worst case, or releases
 * them.
 */
final class CallBooking {

  private static final Logger LOG = LoggerFactory.getLogger(CallBooking.class);

  private final ServedEndpoint endpoint;
  private final TextGuard texts;
  private final CallBound bound;
  private final NanoClock clock;
  private final Supplier<String> subject;

  /**
   * @param texts the checks of texts, whose cost is added to the model's
   * @param bound holds each bill against its reservation
   * @param subject names the call in a line of the log
   */
  CallBooking(
      ServedEndpoint endpoint,
      TextGuard texts,
      CallBound bound,
      NanoClock clock,
      Supplier<String> subject) {
    this.endpoint = endpoint;
    this.texts = texts;
    this.bound = bound;
    this.clock = clock;
    this.subject = subject;
  }

  /** Books the usage that the reply tells; the worst case where it does not tell all of it. */
  Money settle(Admission admission, Reply<?> reply) {
    var usage = reply.usage();
    if (usage != null && (admission.limits().guardrail() == null || reply.guardrailKnown())) {
      return settle(admission, usage);
    }
    settleWorst(admission, usage == null ? Usage.NONE : usage);
    return admission.worst();
  }

  /**
   * Books the worst case of a call that may have been billed for an unknown cost.
   *
   * @param usage the part of its usage that is known
   */
  void settleWorst(Admission admission, Usage usage) {
    book(admission, admission.worst(), true, usage.isPossible() ? usage : Usage.NONE);
  }

  /**
   * Books the input's part of the worst case: the model has failed, as Bedrock told, before it gave
   * anything of an answer.
   *
   * @param mostTokens the most that it could have generated
   */
  void settleInput(Admission admission, long mostTokens) {
    var usage = Usage.ofTokens(0, mostTokens);
    var output = cost(admission, usage);
    book(
        admission,
        output == null ? admission.worst() : admission.worst().minus(output).max(Money.ZERO),
        true,
        Usage.NONE);
  }

  /** Releases an admission for which no model was billed, except for the cost of checks. */
  void release(Admission admission) {
    if (!texts.owes()) {
      endpoint.gate().release(admission, clock.nanos());
      return;
    }
    settle(admission, Usage.NONE);
    texts.findings().forEach(endpoint.meters()::found);
  }

  private Money settle(Admission admission, Usage usage) {
    var cost = cost(admission, usage);
    if (cost == null) {
      settleWorst(admission, usage);
      return admission.worst();
    }
    bound.billed(admission, cost, texts.with(usage));
    book(admission, cost, texts.isUnsure(), texts.with(usage));
    return cost;
  }

  /** The cost of what was used; null when that can't be told. */
  private @Nullable Money cost(Admission admission, Usage usage) {
    if (!texts.with(usage).isPossible()) {
      LOG.error("event=usage_impossible {} usage={}", subject.get(), texts.with(usage));
      return null;
    }
    try {
      return texts.cost(admission.limits(), usage);
    } catch (UnpricedUsageException | ArithmeticException e) {
      LOG.error("event=usage_unpriced {} error=\"{}\"", subject.get(), e.toString());
      return null;
    }
  }

  private void book(Admission admission, Money cost, boolean estimated, Usage usage) {
    endpoint.gate().settle(admission, cost, estimated, usage, clock.nanos());
    endpoint.meters().charged(cost, estimated);
  }
}
