package ai.kernelpanic09.sidecar.textcheck;

import ai.kernelpanic09.core.account.Gate;
import ai.kernelpanic09.core.endpoint.CallTimeouts;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.GuardrailUnits;
import ai.kernelpanic09.sidecar.bedrock.BedrockAnswer;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
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
 * Applies the endpoint's guardrail to texts, a few requests at a time. If Bedrock's answer to one
 * of the requests is missing or unreadable, none of the texts passes. It ends when every request
 * that it has sent is over, for each of them is billed.
 */
final class TextCheck {

  private static final Logger LOG = LoggerFactory.getLogger(TextCheck.class);
  private static final int MAX_RETRIES = 4;

  /** Requests at the same time, until one of them has to be sent again. */
  static final int MAX_AT_ONCE = 4;

  private final Upstream upstream;
  private final ServedEndpoint endpoint;
  private final EndpointLimits limits;
  private final GuardrailUse guardrail;
  private final Source source;
  private final boolean instructing;
  private final List<String> texts;
  private final long deadlineNanos;
  private final BooleanSupplier wanted;
  private final Supplier<String> subject;
  private final List<Request> requests = new ArrayList<>();
  private final Deque<Request> unsent = new ArrayDeque<>();
  private final SortedSet<GuardrailFinding> findings = new TreeSet<>();
  private final Promise<CheckResult> result = Promise.promise();
  private GuardrailUnits units = GuardrailUnits.NONE;
  private Money unsure = Money.ZERO;
  private int atOnce = MAX_AT_ONCE;
  private int underWay;
  private boolean waiting;
  private CheckResult.@Nullable Blocked blocked;
  private @Nullable CallFailure failure;

  /** One request: pieces of texts, and what the guardrail has made of them. */
  private static final class Request {
    private final List<Piece> pieces;
    private @Nullable List<String> masked;
    private boolean alone;
    private int retries;

    private Request(List<Piece> pieces) {
      this.pieces = pieces;
    }
  }

  /**
   * @param limits the limits under which the call was admitted
   * @param instructing whether the texts are to instruct the model, so that none of them is taken
   *     for a prompt attack
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
      boolean instructing,
      List<String> texts,
      long deadlineNanos,
      BooleanSupplier wanted,
      Supplier<String> subject) {
    this.upstream = upstream;
    this.endpoint = endpoint;
    this.limits = limits;
    this.guardrail = guardrail;
    this.source = source;
    this.instructing = instructing;
    this.texts = texts;
    this.deadlineNanos = deadlineNanos;
    this.wanted = wanted;
    this.subject = subject;
    CheckPlan.requests(texts).forEach(pieces -> requests.add(new Request(pieces)));
    unsent.addAll(requests);
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
    proceed();
    return result.future();
  }

  /** Sends no further request, as the result does not matter any more. */
  void stop() {
    fail(new CallFailure(ErrorCode.CALLER_GONE, "the check is not needed any more"));
  }

  private void proceed() {
    while (!waiting && !isDecided() && underWay < atOnce && !unsent.isEmpty()) {
      send(unsent.remove());
    }
    if (underWay == 0 && !waiting && (isDecided() || unsent.isEmpty())) {
      end();
    }
  }

  private boolean isDecided() {
    return blocked != null || failure != null;
  }

  private void fail(CallFailure why) {
    failure = failure == null ? why : failure;
  }

  private void end() {
    var isBlocked = blocked;
    var hasFailed = failure;
    if (isBlocked != null) {
      result.tryComplete(isBlocked);
    } else if (hasFailed != null) {
      result.tryFail(hasFailed);
    } else {
      result.tryComplete(
          requests.stream().allMatch(each -> each.masked == null)
              ? new CheckResult.Passed()
              : new CheckResult.Masked(after()));
    }
  }

  /** The texts as the guardrail has left them. */
  private List<String> after() {
    var after = new ArrayList<StringBuilder>();
    texts.forEach(each -> after.add(new StringBuilder()));
    for (var each : requests) {
      var masked = each.masked;
      for (var i = 0; i < each.pieces.size(); i++) {
        var piece = each.pieces.get(i);
        after.get(piece.text()).append(masked == null ? piece.content() : masked.get(i));
      }
    }
    return after.stream().map(StringBuilder::toString).toList();
  }

  private void send(Request request) {
    if (!wanted.getAsBoolean()) {
      fail(new CallFailure(ErrorCode.CALLER_GONE, "the caller has gone"));
      return;
    }
    var keys = endpoint.keys(upstream.nanos());
    if (keys == null) {
      awaitKeys(request);
      return;
    }
    Future<BedrockAnswer> sent;
    try {
      var body =
          GuardrailVerdict.request(source, request.pieces.stream().map(Piece::content).toList());
      var path = RuntimeTarget.guardrailPath(guardrail.id(), guardrail.version());
      sent =
          upstream
              .bedrock()
              .send(
                  endpoint.revision(limits).target(),
                  keys,
                  new BedrockRequest(path, RequestBody.of(body)),
                  CallTimeouts.wholeWithin(upstream.millisUntil(deadlineNanos)),
                  () -> true);
    } catch (IOException | RuntimeException e) {
      fail(notApplied(new CallFailure(ErrorCode.UPSTREAM_ERROR, e.toString())));
      return;
    }
    underWay++;
    request.alone = atOnce == 1;
    sent.onComplete(
        answer -> over(() -> answered(request, answer.body().toArray())),
        e -> over(() -> failed(request, keys, (BedrockException) e)));
  }

  /** Gives the operator the usual time for other keys. */
  private void awaitKeys(Request request) {
    unsent.addFirst(request);
    waiting = true;
    var untilNanos = upstream.nanos() + Gate.OPERATOR_PATIENCE_NANOS;
    endpoint.awaitKeys(
        upstream,
        deadlineNanos - untilNanos < 0 ? deadlineNanos : untilNanos,
        () -> {
          waiting = false;
          if (endpoint.keys(upstream.nanos()) == null) {
            fail(CallFailure.withoutKeys(endpoint.name()));
          }
          proceed();
        });
  }

  private void over(Runnable then) {
    underWay--;
    then.run();
    proceed();
  }

  private void answered(Request request, byte[] answer) {
    GuardrailVerdict verdict;
    try {
      verdict = GuardrailVerdict.read(answer);
      if (instructing) {
        verdict = verdict.onInstructions();
      }
    } catch (IOException | RuntimeException e) {
      LOG.error("event=verdict_unreadable {} error=\"{}\"", subject.get(), e.toString());
      unsure = unsure.plus(maxCost(request));
      fail(notApplied(new CallFailure(ErrorCode.UPSTREAM_ERROR, "its answer can't be read")));
      return;
    }
    var used = verdict.units();
    if (used == null) {
      unsure = unsure.plus(maxCost(request));
    } else {
      units = units.plus(used);
    }
    findings.addAll(verdict.findings());
    if (!verdict.intervened()) {
      return;
    }
    var outputs = verdict.outputs();
    if (!verdict.isMasked()) {
      blocked =
          new CheckResult.Blocked(
              outputs.isEmpty() ? "Blocked by the guardrail." : outputs.getFirst());
    } else if (outputs.size() != request.pieces.size()) {
      fail(
          notApplied(
              new CallFailure(
                  ErrorCode.UPSTREAM_ERROR, "what it masked can't be told from what it did not")));
    } else {
      request.masked = outputs;
    }
  }

  private void failed(Request request, SigningKeys keys, BedrockException e) {
    var kind = e.kind();
    if (kind == BedrockException.Kind.CREDENTIALS) {
      endpoint.dropKeys(keys);
    } else if (kind == BedrockException.Kind.EXPIRED) {
      endpoint.dropExpired(keys, upstream.nanos());
    }
    if (kind.mayBeBilled()) {
      // Not retried, for the reservation covers each request once only.
      unsure = unsure.plus(maxCost(request));
    } else if (kind.worthRetrying() && !isDecided() && retries(request)) {
      return;
    }
    LOG.warn(
        "event=guardrail_not_applied {} kind={} source={} message=\"{}\"",
        subject.get(),
        kind,
        source,
        kind.isOfTheAccount() ? e.told() : "");
    var why = notApplied(CallFailure.of(e));
    fail(kind.isOfTheModel() && source == Source.INPUT ? why.ofTheModel() : why);
  }

  /**
   * Has a request sent again, and from now on one after the other: what this check itself has sent
   * at the same time may be what Bedrock throttles, so that it counts as a retry only of a request
   * that was alone. False when it was sent often enough, or when time is up.
   */
  private boolean retries(Request request) {
    var delay = BedrockClient.backoffMillis(request.retries, upstream.random().nextDouble());
    var inTime = deadlineNanos - upstream.nanos() - TimeUnit.MILLISECONDS.toNanos(delay) > 0;
    if (request.retries >= MAX_RETRIES || !inTime) {
      return false;
    }
    request.retries += request.alone ? 1 : 0;
    atOnce = 1;
    unsent.addFirst(request);
    if (!waiting) {
      waiting = true;
      upstream.after(
          delay,
          () -> {
            waiting = false;
            proceed();
          });
    }
    return true;
  }

  private CallFailure notApplied(CallFailure cause) {
    return new CallFailure(
        cause.code(),
        "the guardrail could not be applied to "
            + (source == Source.INPUT
                ? "the system prompt, documents or tool results: "
                : "what tools are given: ")
            + cause.text(),
        cause.retryAfterMillis());
  }

  private Money maxCost(Request request) {
    return guardrail
        .price()
        .maxCost(
            request.pieces.stream()
                .mapToLong(each -> CheckPlan.maxCharacters(each.content().length()))
                .sum(),
            0);
  }
}
