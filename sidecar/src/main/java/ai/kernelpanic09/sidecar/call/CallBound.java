package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.account.Admission;
import ai.kernelpanic09.core.account.BoundOverrun;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.CallFeature;
import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds one call's bill against what was reserved for it, and keeps calls back whose like was
 * billed more.
 */
final class CallBound {

  private static final Logger LOG = LoggerFactory.getLogger(CallBound.class);

  private final ServedEndpoint endpoint;
  private final CallInput input;
  private final String caller;
  private final Supplier<String> subject;
  private Money unlisted = Money.ZERO;

  /**
   * @param caller namespace of the caller; empty where it is not known, or is always the same
   * @param subject names the call in a line of the log
   */
  CallBound(ServedEndpoint endpoint, CallInput input, String caller, Supplier<String> subject) {
    this.endpoint = endpoint;
    this.input = input;
    this.caller = caller;
    this.subject = subject;
  }

  /** What the call is to reserve for guardrails that its limits do not know. */
  Money unlisted(EndpointLimits limits, CallShape shape) {
    unlisted = endpoint.unlisted().worst(limits, shape);
    return unlisted;
  }

  /** Why the call is not made under these limits; null when it may be. */
  @Nullable CallFailure refusal(@Nullable EndpointLimits limits) {
    var closed = endpoint.closedShapes();
    if (limits == null || closed.isEmpty() || !input.isBilled(limits)) {
      return null;
    }
    var shape = input.shape(limits);
    var overrun = closed.find(caller, limits, features(limits, shape));
    return overrun == null || (shape == null && overrun.features().isEmpty())
        ? null
        : new CallFailure(
                ErrorCode.BOUND_EXCEEDED,
                "endpoint "
                    + endpoint.name()
                    + " makes no calls with "
                    + overrun.shape()
                    + " any more: one was billed $"
                    + overrun.billed().toPlainString()
                    + ", and at most $"
                    + overrun.reserved().toPlainString()
                    + " was expected")
            .ofTheModel();
  }

  /** The features of a call; one without a shape has a guardrail's units to pay for only. */
  private Set<CallFeature> features(EndpointLimits limits, @Nullable CallShape shape) {
    if (shape == null) {
      return Set.of(CallFeature.GUARDRAIL);
    }
    var features = EnumSet.noneOf(CallFeature.class);
    features.addAll(shape.features());
    if (limits.guardrail() != null
        || !limits.addedGuardrails().isEmpty()
        || !endpoint.unlisted().isEmpty()) {
      features.add(CallFeature.GUARDRAIL);
    }
    return features;
  }

  /**
   * Looks at the bill of an admitted call. It must be asked before the bill is booked, for that may
   * admit the next call at once.
   *
   * @param usage what was billed
   */
  void billed(Admission admission, Money cost, Usage usage) {
    var above = cost.minus(admission.worst());
    if (!above.isPositive()) {
      return;
    }
    var limits = admission.limits();
    var shape = input.shape(limits);
    if (shape != null && isOverForTheModel(limits, shape, usage)) {
      overran(admission, cost, above, shape, usage);
      return;
    }
    var uncovered = endpoint.gate().uncovered(admission, cost);
    var drawn = above.minus(uncovered);
    if (drawn.isPositive()) {
      endpoint.meters().drawn(drawn);
      LOG.info(
          "event=guardrail_drawn {} reserved={} billed={} drawn={}",
          subject.get(),
          admission.worst(),
          cost,
          drawn);
    }
    if (!uncovered.isPositive()) {
      return;
    }
    if (shape != null && isReservedNow(limits, shape, above)) {
      unreserved(admission, cost, uncovered);
    } else {
      close(admission, cost, uncovered, Set.of(CallFeature.GUARDRAIL));
    }
  }

  /**
   * Whether it was for guardrails that have become known since the call was reserved: a call like
   * it is reserved with them.
   */
  private boolean isReservedNow(EndpointLimits limits, CallShape shape, Money above) {
    var since = endpoint.unlisted().worst(limits, shape).minus(unlisted);
    return above.compareTo(since) <= 0;
  }

  private void unreserved(Admission admission, Money cost, Money beyond) {
    endpoint.meters().overran(beyond);
    LOG.error(
        "event=guardrail_unreserved {} reserved={} billed={}",
        subject.get(),
        admission.worst(),
        cost);
  }

  private static boolean isOverForTheModel(EndpointLimits limits, CallShape shape, Usage usage) {
    var pricing = limits.pricing();
    return pricing.modelCost(usage).compareTo(pricing.maxModelCost(shape)) > 0;
  }

  /** More output than was asked for can come of any call, whatever is in it. */
  private void overran(Admission admission, Money cost, Money above, CallShape shape, Usage usage) {
    close(
        admission,
        cost,
        above,
        usage.outputTokens() > shape.maxTokens() ? Set.of() : shape.features());
  }

  private void close(Admission admission, Money cost, Money beyond, Set<CallFeature> features) {
    var overrun = new BoundOverrun(features, cost, admission.worst());
    endpoint.meters().overran(beyond);
    LOG.error(
        "event=bound_exceeded {} shape=\"{}\" reserved={} billed={} closed={}",
        subject.get(),
        overrun.shape(),
        admission.worst(),
        cost,
        endpoint.closedShapes().close(caller, admission.limits(), overrun));
  }
}
