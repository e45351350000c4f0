package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.account.Admission;
import ai.kernelpanic09.core.account.Demand;
import ai.kernelpanic09.core.account.PendingCall;
import ai.kernelpanic09.core.account.Refusal;
import ai.kernelpanic09.core.endpoint.CallTimeouts;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.sidecar.bedrock.Flow;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.endpoint.Upstream;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.reply.Reply;
import ai.kernelpanic09.sidecar.textcheck.PassedTexts;
import ai.kernelpanic09.sidecar.textcheck.TextGuard;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The state of one call: waiting for its admission, with the model, or answered and settled. */
final class Call<R extends Reply<R>> implements PendingCall {

  /** A call that costs nothing needs a lease too: it is made within a budget's window. */
  private static final Money LEAST = Money.ofNanoDollars(1);

  private final Upstream upstream;
  private final ServedEndpoint endpoint;
  private final ModelCall<R> request;
  private final Caller caller;
  private final Patience patience;
  private final @Nullable ReplySink sink;
  private final Runnable ended;
  private final long deadlineNanos;
  private final TextGuard texts;
  private final CallInput input;
  private final InputCounter counter;
  private final CallBound bound;
  private final CallBooking booking;
  private final CallCircuit circuit;
  private final Attempt<R> attempt;
  private final Promise<CallAnswer<R>> answer = Promise.promise();
  private boolean gone;
  private boolean begun;

  /**
   * @param counter counts the input that the request shows no bound of
   * @param passed texts in which guardrails have found nothing
   * @param sink takes the answer event by event; null when it is wanted as a whole
   * @param ended runs once, when the call is settled
   */
  Call(
      Upstream upstream,
      InputCounter counter,
      PassedTexts passed,
      ServedEndpoint endpoint,
      ModelCall<R> request,
      Caller caller,
      Patience patience,
      @Nullable ReplySink sink,
      Runnable ended) {
    this.upstream = upstream;
    this.counter = counter;
    this.endpoint = endpoint;
    this.request = request;
    this.caller = caller;
    this.patience = patience;
    this.sink = sink;
    this.ended = ended;
    var limits = endpoint.gate().limits();
    var timeouts = limits == null ? CallTimeouts.DEFAULT : limits.timeouts();
    deadlineNanos = patience.deadlineNanos(timeouts);
    var checkedUntilNanos =
        patience.sinceNanos() + TimeUnit.MILLISECONDS.toNanos(timeouts.totalMillis());
    texts =
        new TextGuard(
            upstream,
            passed,
            endpoint,
            request.checkedTexts(),
            checkedUntilNanos,
            () -> !isUnwanted(),
            this::subject);
    input = new CallInput(request, texts);
    bound = new CallBound(endpoint, input, caller.namespace(), this::subject);
    var id = CallId.random(upstream.random());
    booking = new CallBooking(endpoint, input, texts, bound, upstream.clock(), this::subject, id);
    circuit =
        new CallCircuit(
            upstream,
            endpoint,
            endpoint.breakers().of(caller.namespace(), request.callsModel()),
            this::subject);
    attempt = new Attempt<>(upstream, endpoint, request, caller, this, id);
  }

  Future<CallAnswer<R>> answer() {
    return answer.future();
  }

  TextGuard texts() {
    return texts;
  }

  CallBooking booking() {
    return booking;
  }

  CallCircuit circuit() {
    return circuit;
  }

  @Nullable ReplySink sink() {
    return sink;
  }

  /** When the caller stops waiting. */
  long deadlineNanos() {
    return deadlineNanos;
  }

  /** Notes that the caller gets the first content of a streamed answer. */
  void begun() {
    begun = true;
  }

  /** Whether the caller has got content of the answer: then no other endpoint can give it. */
  boolean hasBegun() {
    return begun;
  }

  /** Whether the caller has hung up. */
  boolean isGone() {
    return gone;
  }

  /** Whether nobody waits for an answer: it has been given, or the caller has hung up. */
  boolean isUnwanted() {
    return gone || answer.future().isComplete();
  }

  /** The failure of a call that is not made because nobody waits for its answer. */
  CallFailure abandoned() {
    return gone
        ? new CallFailure(ErrorCode.CALLER_GONE, "the caller has gone")
        : new CallFailure(ErrorCode.UPSTREAM_TIMEOUT, "no answer within the deadline");
  }

  /** Names the call in a line of the log. */
  String subject() {
    var origin = request.origin();
    return "request="
        + caller.requestId()
        + " endpoint="
        + endpoint.name()
        + (origin == null
            ? ""
            : " template=" + origin.template() + " revision=" + origin.revision());
  }

  void start(Departure departure) {
    request.held().share();
    var timer =
        upstream
            .vertx()
            .setTimer(upstream.millisUntil(deadlineNanos), fired -> answer.tryFail(abandoned()));
    answer.future().onComplete(done -> upstream.vertx().cancelTimer(timer));
    departure.then(this::departed);
    var refusal = circuit.refusal();
    if (refusal == null) {
      refusal = bound.refusal(endpoint.gate().limits());
    }
    if (refusal == null) {
      countInput();
    } else {
      fail(refusal);
    }
  }

  /** Asks for an admission, with Bedrock's count of the input where that makes a difference. */
  private void countInput() {
    var limits = endpoint.gate().readyLimits();
    var toCount =
        limits == null || !counter.answers(endpoint, limits)
            ? null
            : input.toCount(endpoint, limits);
    if (limits == null || toCount == null) {
      submit();
      return;
    }
    counter
        .count(endpoint, limits, toCount, caller, deadlineNanos, () -> !isUnwanted())
        .onSuccess(
            tokens -> {
              tokens.ifPresent(count -> input.counted(limits, count));
              submit();
            });
  }

  private void departed() {
    gone = true;
    if (endpoint.gate().withdraw(this, upstream.nanos())) {
      fail(abandoned());
    }
  }

  /** Asks for an admission. */
  void submit() {
    if (isUnwanted()) {
      fail(abandoned());
      return;
    }
    var refusal = circuit.refusal();
    if (refusal != null) {
      fail(refusal);
      return;
    }
    endpoint.gate().submit(this, deadlineNanos, patience.queueUntilNanos(), upstream.nanos());
    upstream.changed().accept(endpoint);
  }

  @Override
  public Demand demand(EndpointLimits limits) {
    var shape = input.shape(limits);
    return shape == null
        ? new Demand(request.worstBeside(limits).max(LEAST), 0)
        : new Demand(
            input.worst(limits, shape).plus(bound.unlisted(limits, shape)),
            CallInput.tokens(limits, shape));
  }

  @Override
  public void refused(Refusal refusal) {
    if (refusal.code() == Refusal.Code.RATE_LIMITED) {
      endpoint.meters().rateLimited();
    }
    fail(
        new CallFailure(
            ErrorCode.of(refusal.code()),
            WorstCaseText.with(refusal, endpoint, input, texts),
            refusal.retryAfterMillis()));
  }

  @Override
  public void admitted(Admission admission) {
    texts.admitted();
    var refusal =
        sink == null
            ? AdmissionCheck.refusal(endpoint.name(), admission.limits(), request)
            : AdmissionCheck.streamedRefusal(endpoint.name(), admission.limits(), request);
    if (refusal == null) {
      refusal = bound.refusal(admission.limits());
    }
    if (refusal != null) {
      giveUp(admission, refusal);
    } else if (isUnwanted()) {
      giveUp(admission, abandoned());
    } else {
      enter(admission);
    }
  }

  /** Many calls may have been waiting when the model began to fail. */
  private void enter(Admission admission) {
    var refusal = circuit.enter();
    if (refusal == null) {
      checkRequest(admission);
    } else {
      giveUp(admission, refusal);
    }
  }

  /** The most tokens that the model may generate for the call under these limits. */
  long mostOutputTokens(EndpointLimits limits) {
    var shape = input.shape(limits);
    return shape == null ? 0 : shape.maxTokens();
  }

  /** Texts that Bedrock does not look at go to the model only after the guardrail has seen them. */
  private void checkRequest(Admission admission) {
    if (sink != null) {
      sink.sent();
    }
    attempt.admitted();
    var check = texts.checkRequest(admission);
    if (check.succeeded()) {
      requestChecked(admission, check.result());
    } else {
      check.onComplete(
          result -> requestChecked(admission, result), e -> giveUp(admission, (CallFailure) e));
    }
  }

  private void requestChecked(Admission admission, Optional<String> blocked) {
    blocked.ifPresentOrElse(message -> block(admission, message), () -> send(admission));
  }

  /** Sends the request under this admission, unless its caller has gone. */
  void send(Admission admission) {
    if (isUnwanted()) {
      giveUp(admission, abandoned());
    } else {
      attempt.send(admission);
    }
  }

  /**
   * Answers with the guardrail's {@code message} without calling the model; only the checks are
   * paid for.
   */
  private void block(Admission admission, String message) {
    if (sink != null && !isUnwanted()) {
      sink.begin(endpoint.name(), "", Flow.NONE);
      sink.event(request.events().text(message));
    }
    finish(admission, request.blocked(sink == null ? message : "", texts.findings()), "");
  }

  /**
   * Tries again after {@code delayMillis}: under the same admission, or under a new one if that is
   * {@code settled}.
   */
  void retry(Admission admission, boolean settled, long delayMillis) {
    upstream.after(delayMillis, settled ? this::submit : () -> send(admission));
    upstream.changed().accept(endpoint);
  }

  /** Settles the call on its reply, and answers. */
  void finish(Admission admission, R reply, String requestId) {
    var cost = booking.settle(admission, reply);
    reply.findings().forEach(endpoint.meters()::found);
    answer.tryComplete(new CallAnswer<>(endpoint.name(), reply, cost, requestId));
    end();
  }

  /**
   * Fails a call for which no model was billed: its admission is released, except for the cost of
   * checks.
   */
  void giveUp(Admission admission, CallFailure failure) {
    if (texts.isUnsure()) {
      circuit.failed();
    }
    // Not at once: the gate may be in the loop over its queue, and a queue of such calls would nest
    // deep.
    upstream
        .vertx()
        .runOnContext(
            next -> {
              booking.release(admission);
              fail(failure);
            });
  }

  /** Fails a call that is settled. */
  void fail(CallFailure failure) {
    answer.tryFail(failure);
    end();
  }

  /** Ends a call that is settled and does not need the memory of its request any more. */
  private void end() {
    circuit.undecided();
    request.held().letGo();
    ended.run();
  }
}
