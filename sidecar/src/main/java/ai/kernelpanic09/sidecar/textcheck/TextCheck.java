package ai.kernelpanic09.sidecar.textcheck;

import ai.kernelpanic09.core.endpoint.CallTimeouts;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.GuardrailUnits;
import ai.kernelpanic09.sidecar.bedrock.BedrockClient;
import ai.kernelpanic09.sidecar.bedrock.BedrockException;
import ai.kernelpanic09.sidecar.bedrock.BedrockRequest;
import ai.kernelpanic09.sidecar.bedrock.RuntimeTarget;
import ai.kernelpanic09.sidecar.bedrock.SigningKeys;
import ai.kernelpanic09.sidecar.body.RequestBody;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.endpoint.Upstream;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding;
import ai.kernelpanic09.sidecar.guardrail.GuardrailVerdict;
import ai.kernelpanic09.sidecar.guardrail.GuardrailVerdict.Source;
import ai.kernelpanic09.sidecar.textcheck.CheckPlan.Piece;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the endpoint's guardrail to texts that go to tools or come from them, one request after
 * the other. If Bedrock's answer to one of the requests is missing or unreadable, none of the texts
 * passes.
 */
final class TextCheck {

  private static final Logger LOG = LoggerFactory.getLogger(TextCheck.class);
  private static final int MAX_RETRIES = 4;

  private final Upstream upstream;
  private final ServedEndpoint endpoint;
  private final EndpointLimits limits;
  private final GuardrailUse guardrail;
  private final Source source;
  private final List<List<Piece>> requests;
  private final long deadlineNanos;
  private final BooleanSupplier wanted;
  private final Supplier<String> subject;
  private final List<StringBuilder> after = new ArrayList<>();
  private final SortedSet<GuardrailFinding> findings = new TreeSet<>();
  private final Promise<CheckResult> result = Promise.promise();
  private GuardrailUnits units = GuardrailUnits.NONE;
  private Money unsure = Money.ZERO;
  private boolean masked;
  private int next;
  private int retries;

  /**
   * @param limits the limits under which the call was admitted
   * @param deadlineNanos when the last answer must have come
   * @param wanted whether a caller still waits; asked before each request, as each is billed
   * @param subject names the call in a line of the log
   */
  TextCheck(
      Upstream upstream,
      ServedEndpoint endpoint,
      EndpointLimits limits,
      GuardrailUse guardrail,
      Source source,
      List<String> texts,
      long deadlineNanos,
      BooleanSupplier wanted,
      Supplier<String> subject) {
    this.upstream = upstream;
    this.endpoint = endpoint;
    this.limits = limits;
    this.guardrail = guardrail;
    this.source = source;
    this.requests = CheckPlan.requests(texts);
    this.deadlineNanos = deadlineNanos;
    this.wanted = wanted;
    this.subject = subject;
    texts.forEach(each -> after.add(new StringBuilder()));
  }

  /** The units that Bedrock has reported so far. */
  GuardrailUnits units() {
    return units;
  }

  /**
   * The most that requests can cost which may have been billed, though no answer has told their
   * units.
   */
  Money unsure() {
    return unsure;
  }

  /** The findings so far. */
  SortedSet<GuardrailFinding> findings() {
    return Collections.unmodifiableSortedSet(findings);
  }

  /** Runs the check; fails with a {@link CallFailure} when the guardrail can't be applied. */
  Future<CheckResult> run() {
    step();
    return result.future();
  }

  private void step() {
    if (next == requests.size()) {
      result.complete(
          masked
              ? new CheckResult.Masked(after.stream().map(StringBuilder::toString).toList())
              : new CheckResult.Passed());
      return;
    }
    if (!wanted.getAsBoolean()) {
      result.fail(new CallFailure(ErrorCode.CALLER_GONE, "the caller has gone"));
      return;
    }
    var keys = endpoint.keys(upstream.nanos());
    if (keys == null) {
      result.fail(
          new CallFailure(
              ErrorCode.NO_LEASE,
              "there are no valid AWS credentials for endpoint " + endpoint.name(),
              1_000L));
      return;
    }
    var pieces = requests.get(next);
    try {
      var body = GuardrailVerdict.request(source, pieces.stream().map(Piece::content).toList());
      var path = RuntimeTarget.guardrailPath(guardrail.id(), guardrail.version());
      upstream
          .bedrock()
          .send(
              endpoint.revision(limits).target(),
              keys,
              new BedrockRequest(path, RequestBody.of(body)),
              CallTimeouts.wholeWithin(upstream.millisUntil(deadlineNanos)),
              () -> true)
          .onComplete(
              answer -> answered(pieces, answer.body().toArray()),
              e -> failed(pieces, keys, (BedrockException) e));
    } catch (IOException | RuntimeException e) {
      result.fail(notApplied(new CallFailure(ErrorCode.UPSTREAM_ERROR, e.toString())));
    }
  }

  private void answered(List<Piece> pieces, byte[] answer) {
    GuardrailVerdict verdict;
    try {
      verdict = GuardrailVerdict.read(answer);
    } catch (IOException | RuntimeException e) {
      LOG.error("event=verdict_unreadable {} error=\"{}\"", subject.get(), e.toString());
      unsure = unsure.plus(maxCost(pieces));
      result.fail(
          notApplied(new CallFailure(ErrorCode.UPSTREAM_ERROR, "its answer can't be read")));
      return;
    }
    var used = verdict.units();
    if (used == null) {
      unsure = unsure.plus(maxCost(pieces));
    } else {
      units = units.plus(used);
    }
    findings.addAll(verdict.findings());
    if (verdict.intervened() && !verdict.isMasked()) {
      var said = verdict.outputs();
      result.complete(
          new CheckResult.Blocked(said.isEmpty() ? "Blocked by the guardrail." : said.getFirst()));
      return;
    }
    var outputs = verdict.intervened() ? verdict.outputs() : null;
    if (outputs != null && outputs.size() != pieces.size()) {
      result.fail(
          notApplied(
              new CallFailure(
                  ErrorCode.UPSTREAM_ERROR, "what it masked can't be told from what it did not")));
      return;
    }
    take(pieces, outputs);
    next++;
    retries = 0;
    step();
  }

  private void take(List<Piece> pieces, @Nullable List<String> outputs) {
    for (var i = 0; i < pieces.size(); i++) {
      var piece = pieces.get(i);
      after.get(piece.text()).append(outputs == null ? piece.content() : outputs.get(i));
    }
    masked |= outputs != null;
  }

  private void failed(List<Piece> pieces, SigningKeys keys, BedrockException e) {
    var kind = e.kind();
    if (kind == BedrockException.Kind.CREDENTIALS) {
      endpoint.dropKeys(keys);
    }
    var delay = BedrockClient.backoffMillis(retries, upstream.random().nextDouble());
    var inTime = deadlineNanos - upstream.nanos() - TimeUnit.MILLISECONDS.toNanos(delay) > 0;
    if (kind.mayBeBilled()) {
      // Not retried, for the reservation covers each request once only.
      unsure = unsure.plus(maxCost(pieces));
    } else if (kind.worthRetrying() && retries < MAX_RETRIES && inTime) {
      retries++;
      upstream.after(delay, this::step);
      return;
    }
    LOG.warn("event=guardrail_not_applied {} kind={} source={}", subject.get(), kind, source);
    var failure = notApplied(CallFailure.of(e));
    result.fail(kind.isOfTheModel() && source == Source.INPUT ? failure.ofTheModel() : failure);
  }

  private static CallFailure notApplied(CallFailure cause) {
    return new CallFailure(
        cause.code(),
        "the guardrail could not be applied to tool results: " + cause.text(),
        cause.retryAfterMillis());
  }

  private Money maxCost(List<Piece> pieces) {
    return guardrail
        .price()
        .maxCost(
            pieces.stream()
                .mapToLong(each -> CheckPlan.maxCharacters(each.content().length()))
                .sum(),
            0);
  }
}
