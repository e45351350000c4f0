package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.account.Admission;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.core.price.GuardrailUnits;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.converse.ConverseRequest;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding;
import ai.kernelpanic09.sidecar.guardrail.GuardrailVerdict.Source;
import io.vertx.core.Future;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The checks of one call's tools, and what they have cost. */
final class ToolGuard {

  /** At 25,000 characters a second, as Bedrock looks at them, this takes almost two minutes. */
  private static final long MAX_CHECKED_CHARACTERS = 2 << 20;

  /** A text is there as it came, in pieces, and as it is put together again. */
  private static final long BYTES_OF_A_CHARACTER = 6;

  private final CallEngine engine;
  private final ServedEndpoint endpoint;
  private final ConverseRequest request;
  private final long deadlineNanos;
  private final BooleanSupplier wanted;
  private final SortedSet<GuardrailFinding> findings = new TreeSet<>();
  private GuardrailUnits units = GuardrailUnits.NONE;
  private Money unsure = Money.ZERO;

  /**
   * @param deadlineNanos when the last check must be answered
   * @param wanted whether somebody still waits for the call's answer
   */
  ToolGuard(
      CallEngine engine,
      ServedEndpoint endpoint,
      ConverseRequest request,
      long deadlineNanos,
      BooleanSupplier wanted) {
    this.engine = engine;
    this.endpoint = endpoint;
    this.request = request;
    this.deadlineNanos = deadlineNanos;
    this.wanted = wanted;
  }

  /** The guardrail that tools are checked with; null when they are not. */
  static @Nullable GuardrailUse of(EndpointLimits limits) {
    var guardrail = limits.guardrail();
    return guardrail != null && guardrail.checksTools() ? guardrail : null;
  }

  /** The most that the checks can cost. */
  Money worst(EndpointLimits limits, CallShape shape) {
    if (of(limits) == null) {
      return Money.ZERO;
    }
    var asked = request.toolTextLengths().map(ToolTextPlan::maxCharacters).sum();
    // What the answer hands to tools is generated, so it is within what may be generated.
    var answered = shape.tools() ? limits.bounds().maxCharacters(shape.maxTokens()) : 0;
    return limits.pricing().maxToolChecksCost(asked, ToolTextPlan.maxCharacters(answered));
  }

  /** What was set aside is new, so what checks cost counts from here. */
  void admitted() {
    units = GuardrailUnits.NONE;
    unsure = Money.ZERO;
  }

  /** What can't be checked though it has to be; null when there is nothing. */
  @Nullable String uncheckable(EndpointLimits limits) {
    if (of(limits) == null) {
      return null;
    }
    return request.toolTextLengths().sum() > MAX_CHECKED_CHARACTERS
        ? "messages: tool results and tool inputs of more than "
            + MAX_CHECKED_CHARACTERS
            + " characters"
        : request.uncheckableTool();
  }

  /** Checks what of the request comes from tools or has gone to them. */
  Future<ToolCheck.Result> checkRequest(Admission admission) {
    if (of(admission.limits()) == null || !request.hasToolTexts()) {
      return Future.succeededFuture(new ToolCheck.Result.Passed());
    }
    if (!request.holdToolTexts(BYTES_OF_A_CHARACTER * request.toolTextLengths().sum())) {
      return Future.failedFuture(
          new CallFailure(
              ErrorCode.OVERLOADED, "too many bytes of requests are being served", 1_000L));
    }
    return check(admission, Source.INPUT, request.toolTexts());
  }

  /** Checks what the answer hands to tools. */
  Future<ToolCheck.Result> checkAnswer(Admission admission, List<String> inputs) {
    // One text: each of its own could begin a text unit more than is set aside.
    return of(admission.limits()) == null || inputs.stream().allMatch(String::isEmpty)
        ? Future.succeededFuture(new ToolCheck.Result.Passed())
        : check(admission, Source.OUTPUT, List.of(ToolAnswer.join(inputs)));
  }

  private Future<ToolCheck.Result> check(Admission admission, Source source, List<String> texts) {
    var guardrail = of(admission.limits());
    if (guardrail == null) {
      throw new IllegalStateException("there is nothing to check with");
    }
    var check =
        new ToolCheck(
            engine, endpoint, admission.limits(), guardrail, source, texts, deadlineNanos, wanted);
    return check
        .run()
        .eventually(
            () -> {
              units = units.plus(check.units());
              unsure = unsure.plus(check.unsure());
              findings.addAll(check.findings());
              return Future.succeededFuture();
            });
  }

  /** Whether checks have cost something, or may have. */
  boolean owes() {
    return !units.equals(GuardrailUnits.NONE) || isUnsure();
  }

  /** Whether nobody knows of a check if it is billed. */
  boolean isUnsure() {
    return unsure.isPositive();
  }

  /** This usage and that of the checks. */
  Usage with(Usage usage) {
    return usage.withGuardrail(units);
  }

  /** What {@link #with} costs, with the most that unsure checks can cost. */
  Money cost(EndpointLimits limits, Usage usage) {
    return limits.pricing().cost(with(usage)).plus(unsure);
  }

  SortedSet<GuardrailFinding> findings() {
    return findings;
  }
}
