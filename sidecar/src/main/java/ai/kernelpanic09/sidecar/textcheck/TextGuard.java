package ai.kernelpanic09.sidecar.textcheck;

import ai.kernelpanic09.core.account.Admission;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.core.price.GuardrailUnits;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.endpoint.Upstream;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding;
import ai.kernelpanic09.sidecar.guardrail.GuardrailVerdict.Source;
import io.vertx.core.Future;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs the checks of one call's tools, and adds up their cost. */
public final class TextGuard {

  /** JSON in its shortest form has no line breaks, so they tell inputs apart. */
  private static final String SEPARATOR = "\n";

  /** Bedrock checks 25,000 characters a second, so this many take almost a minute and a half. */
  private static final long MAX_CHECKED_CHARACTERS = 2 << 20;

  /**
   * A text lies in memory three times, with up to two bytes a character: as it came, in pieces, and
   * as it is put together again.
   */
  private static final long BYTES_OF_A_CHARACTER = 6;

  private final Upstream upstream;
  private final ServedEndpoint endpoint;
  private final CheckedTexts request;
  private final long deadlineNanos;
  private final BooleanSupplier wanted;
  private final Supplier<String> subject;
  private final SortedSet<GuardrailFinding> findings = new TreeSet<>();
  private GuardrailUnits units = GuardrailUnits.NONE;
  private Money unsure = Money.ZERO;

  /**
   * @param request the texts of the call's request
   * @param deadlineNanos when the last check must have been answered
   * @param wanted whether a caller still waits for the call's answer
   * @param subject names the call in a line of the log
   */
  public TextGuard(
      Upstream upstream,
      ServedEndpoint endpoint,
      CheckedTexts request,
      long deadlineNanos,
      BooleanSupplier wanted,
      Supplier<String> subject) {
    this.upstream = upstream;
    this.endpoint = endpoint;
    this.request = request;
    this.deadlineNanos = deadlineNanos;
    this.wanted = wanted;
    this.subject = subject;
  }

  /** The guardrail that tools are checked with; null when they are not. */
  public static @Nullable GuardrailUse of(EndpointLimits limits) {
    var guardrail = limits.guardrail();
    return guardrail != null && guardrail.checksTools() ? guardrail : null;
  }

  /**
   * The most that the checks can cost.
   *
   * @param shape the shape of the call; null when it is not billed
   */
  public Money worst(EndpointLimits limits, @Nullable CallShape shape) {
    if (of(limits) == null || shape == null) {
      return Money.ZERO;
    }
    var asked = request.lengths().map(CheckPlan::maxCharacters).sum();
    // The model generates the inputs for tools, so the bound of generated tokens holds for them
    // too.
    var answered = shape.tools() ? limits.bounds().maxCharacters(shape.maxTokens()) : 0;
    return limits.pricing().maxToolChecksCost(asked, CheckPlan.maxCharacters(answered));
  }

  /**
   * Whether the request may be sent otherwise than it came, or not at all, because of what the
   * checks find.
   */
  public boolean mayChange(EndpointLimits limits) {
    return of(limits) != null
        && (request.unreadable() != null || request.lengths().findAny().isPresent());
  }

  /** Notes that the call is admitted anew: the cost of checks counts from here. */
  public void admitted() {
    units = GuardrailUnits.NONE;
    unsure = Money.ZERO;
  }

  /** The path of content that can't be checked; null when all can. */
  private @Nullable String uncheckable() {
    return request.lengths().sum() > MAX_CHECKED_CHARACTERS
        ? "messages: tool results and tool inputs of more than "
            + MAX_CHECKED_CHARACTERS
            + " characters"
        : request.unreadable();
  }

  /** Checks the texts of the request. Fails with a {@link CallFailure} when that can't be done. */
  public Future<CheckResult> checkRequest(Admission admission) {
    if (of(admission.limits()) == null) {
      return Future.succeededFuture(new CheckResult.Passed());
    }
    var uncheckable = uncheckable();
    if (uncheckable != null) {
      return Future.failedFuture(
          new CallFailure(
              ErrorCode.INVALID_REQUEST,
              uncheckable + ": can't be checked, as the endpoint's checkToolResults demands"));
    }
    if (request.lengths().findAny().isEmpty()) {
      return Future.succeededFuture(new CheckResult.Passed());
    }
    if (!request.hold(BYTES_OF_A_CHARACTER * request.lengths().sum())) {
      return Future.failedFuture(
          new CallFailure(
              ErrorCode.OVERLOADED, "too many bytes of requests are being served", 1_000L));
    }
    return check(admission, Source.INPUT, request.read());
  }

  /**
   * Checks the inputs that an answer hands to tools. Fails with a {@link CallFailure} when that
   * can't be done.
   *
   * @param inputs as JSON in its shortest form
   * @return the result; a masked one has as many texts as there are inputs
   */
  public Future<CheckResult> checkAnswer(Admission admission, List<String> inputs) {
    if (of(admission.limits()) == null || inputs.stream().allMatch(String::isEmpty)) {
      return Future.succeededFuture(new CheckResult.Passed());
    }
    // Joined, for each text of its own could begin one text unit more than the reservation covers.
    var joined = String.join(SEPARATOR, inputs);
    return check(admission, Source.OUTPUT, List.of(joined))
        .compose(
            result ->
                result instanceof CheckResult.Masked(var texts)
                    ? split(texts.getFirst(), inputs.size())
                    : Future.succeededFuture(result));
  }

  private static Future<CheckResult> split(String masked, int inputs) {
    var texts = List.of(masked.split(SEPARATOR, -1));
    return texts.size() == inputs
        ? Future.succeededFuture(new CheckResult.Masked(texts))
        : Future.failedFuture(broken());
  }

  /** The failure of an answer whose masked inputs do not fit into it. */
  public static CallFailure broken() {
    return new CallFailure(
        ErrorCode.UPSTREAM_ERROR,
        "a tool's input is no JSON any more once the guardrail has masked it");
  }

  private Future<CheckResult> check(Admission admission, Source source, List<String> texts) {
    var guardrail = of(admission.limits());
    if (guardrail == null) {
      throw new IllegalStateException("there is nothing to check with");
    }
    var check =
        new TextCheck(
            upstream,
            endpoint,
            admission.limits(),
            guardrail,
            source,
            texts,
            deadlineNanos,
            wanted,
            subject);
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
  public boolean owes() {
    return !units.equals(GuardrailUnits.NONE) || isUnsure();
  }

  /** Whether some check may have been billed without confirmation. */
  public boolean isUnsure() {
    return unsure.isPositive();
  }

  /** The usage together with that of the checks. */
  public Usage with(Usage usage) {
    return usage.withGuardrail(units);
  }

  /** The cost of {@link #with}, with the most that unsure checks can cost. */
  public Money cost(EndpointLimits limits, Usage usage) {
    return limits.pricing().cost(with(usage)).plus(unsure);
  }

  /** The findings of all checks. */
  public SortedSet<GuardrailFinding> findings() {
    return findings;
  }
}
