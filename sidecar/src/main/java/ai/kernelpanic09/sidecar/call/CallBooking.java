package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.account.Admission;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.UnpricedUsageException;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.guardrail.AppliedGuardrails;
import ai.kernelpanic09.sidecar.reply.Reply;
import ai.kernelpanic09.sidecar.textcheck.TextGuard;
import java.util.Locale;
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

  /** What of a call is booked as an estimate. */
  private enum Part {
    /** All of its worst case. */
    WORST,
    /** The part of its worst case that is not for its answer. */
    INPUT,
    /** What is known, and the most for guardrails that did not tell. */
    GUARDRAILS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final ServedEndpoint endpoint;
  private final CallInput input;
  private final TextGuard texts;
  private final CallBound bound;
  private final NanoClock clock;
  private final Supplier<String> subject;
  private final CallId id;

  /**
   * @param input what the call was reserved for
   * @param texts the checks of texts, whose cost is added to the model's
   * @param bound holds each bill against its reservation
   * @param subject names the call in a line of the log
   * @param id names it in Bedrock's invocation logs
   */
  CallBooking(
      ServedEndpoint endpoint,
      CallInput input,
      TextGuard texts,
      CallBound bound,
      NanoClock clock,
      Supplier<String> subject,
      CallId id) {
    this.endpoint = endpoint;
    this.input = input;
    this.texts = texts;
    this.bound = bound;
    this.clock = clock;
    this.subject = subject;
    this.id = id;
  }

  /**
   * Books the usage that the reply tells; the worst case where it does not tell all of it, or of
   * the guardrails that it does not tell of.
   */
  Money settle(Admission admission, Reply<?> reply) {
    var usage = reply.usage();
    if (usage == null) {
      settleWorst(admission, Usage.NONE, "NO_USAGE");
      return admission.worst();
    }
    learn(admission, reply.guardrails());
    return settle(
        admission,
        usage,
        UntoldGuardrails.cost(admission.limits(), input, usage, reply.guardrails()));
  }

  /** Reserves from now on for guardrails that nobody knew of. */
  private void learn(Admission admission, AppliedGuardrails told) {
    for (var each : endpoint.unlisted().learn(admission.limits(), told)) {
      LOG.warn(
          "event=guardrail_unlisted {} guardrail={} version={} origin={}",
          subject.get(),
          each.id(),
          each.version(),
          each.origin());
      endpoint.meters().unlistedGuardrail();
    }
  }

  /**
   * Books the worst case of a call that may have been billed for an unknown cost.
   *
   * @param usage the part of its usage that is known
   * @param kind why its cost is not known, in a word
   */
  void settleWorst(Admission admission, Usage usage, String kind) {
    estimate(
        admission, admission.worst(), usage.isPossible() ? usage : Usage.NONE, Part.WORST, kind);
  }

  /**
   * Books the input's part of the worst case: the model has failed, as Bedrock told, before it gave
   * anything of an answer.
   *
   * @param mostTokens the most that it could have generated
   * @param kind why its cost is not known, in a word
   */
  void settleInput(Admission admission, long mostTokens, String kind) {
    var usage = Usage.ofTokens(0, mostTokens);
    var output = cost(admission, usage);
    estimate(
        admission,
        output == null ? admission.worst() : admission.worst().minus(output).max(Money.ZERO),
        Usage.NONE,
        output == null ? Part.WORST : Part.INPUT,
        kind);
  }

  /** Releases an admission for which no model was billed, except for the cost of checks. */
  void release(Admission admission) {
    if (!texts.owes()) {
      endpoint.gate().release(admission, clock.nanos());
      return;
    }
    settle(admission, Usage.NONE, Money.ZERO);
    texts.findings().forEach(endpoint.meters()::found);
  }

  /**
   * @param untold the most that guardrails can have cost of which the answer does not tell
   */
  private Money settle(Admission admission, Usage usage, Money untold) {
    var told = cost(admission, usage);
    if (told == null) {
      settleWorst(admission, usage, "UNPRICED");
      return admission.worst();
    }
    var cost = told.plus(untold);
    bound.billed(admission, cost, texts.with(usage));
    if (texts.isUnsure() || untold.isPositive()) {
      estimate(admission, cost, texts.with(usage), Part.GUARDRAILS, "UNTOLD");
    } else {
      book(admission, cost, false, texts.with(usage));
    }
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

  /** Books what no bill has told, and says so in a form that programs read. */
  private void estimate(Admission admission, Money booked, Usage usage, Part part, String kind) {
    LOG.warn(
        "event=call_may_be_billed {} call={} window={} kind={} part={} worst={} booked={}",
        subject.get(),
        id,
        admission.window(),
        kind,
        part,
        admission.worst(),
        booked);
    book(admission, booked, true, usage);
  }

  private void book(Admission admission, Money cost, boolean estimated, Usage usage) {
    endpoint.gate().settle(admission, cost, estimated, usage, clock.nanos());
    endpoint.meters().charged(cost, estimated);
    id.booked();
  }
}
