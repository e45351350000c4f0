package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.account.Admission;
import ai.kernelpanic09.core.account.Demand;
import ai.kernelpanic09.core.account.PendingCall;
import ai.kernelpanic09.core.account.Refusal;
import ai.kernelpanic09.core.endpoint.CallTimeouts;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.bedrock.BedrockException;
import ai.kernelpanic09.sidecar.bedrock.Flow;
import ai.kernelpanic09.sidecar.bedrock.SigningKeys;
import ai.kernelpanic09.sidecar.converse.ConverseReply;
import ai.kernelpanic09.sidecar.converse.ConverseRequest;
import ai.kernelpanic09.sidecar.converse.ReplyPart;
import ai.kernelpanic09.sidecar.converse.ReplyReader;
import ai.kernelpanic09.sidecar.converse.StreamReader;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call on its way: admitted, sent, settled.
 *
 * <p>What proves to be unbilled is tried again under the same admission. Where a bill is possible
 * the worst case stays booked, and trying again sets aside anew.
 */
final class EngineCall implements PendingCall {

  private static final Logger LOG = LoggerFactory.getLogger(EngineCall.class);

  private final CallEngine engine;
  private final ServedEndpoint endpoint;
  private final ConverseRequest request;
  private final String workload;
  private final Patience patience;
  private final long deadlineNanos;
  private final @Nullable ReplySink sink;
  private final ToolGuard tools;
  private final CallBooking booking;
  private final String id;
  private final Promise<CallAnswer> answer = Promise.promise();
  private final Retries retries = new Retries();
  private boolean gone;
  private @Nullable SigningKeys admittedKeys;
  private long sentNanos;

  EngineCall(
      CallEngine engine,
      ServedEndpoint endpoint,
      ConverseRequest request,
      String workload,
      Patience patience,
      @Nullable ReplySink sink) {
    this.engine = engine;
    this.endpoint = endpoint;
    this.request = request;
    this.workload = workload;
    this.patience = patience;
    var limits = endpoint.gate().limits();
    var timeouts = limits == null ? CallTimeouts.DEFAULT : limits.timeouts();
    deadlineNanos = patience.deadlineNanos(timeouts);
    this.sink = sink;
    tools =
        new ToolGuard(
            engine,
            endpoint,
            request,
            patience.sinceNanos() + TimeUnit.MILLISECONDS.toNanos(timeouts.totalMillis()),
            () -> !isUnwanted());
    booking = new CallBooking(endpoint, tools, engine.clock, this::subject);
    id = Long.toHexString(engine.random.nextLong());
  }

  Future<CallAnswer> answer() {
    return answer.future();
  }

  /** Whether the caller has got its answer, or does not wait for it. */
  private boolean isUnwanted() {
    return gone || answer.future().isComplete();
  }

  /** What is said of a call that is not made because nobody waits for it any more. */
  private CallFailure abandoned() {
    return gone
        ? new CallFailure(ErrorCode.CALLER_GONE, "the caller has gone")
        : new CallFailure(ErrorCode.UPSTREAM_TIMEOUT, "no answer within the deadline");
  }

  void start(Departure departure) {
    request.held().share();
    var now = engine.clock.nanos();
    var timer =
        engine.vertx.setTimer(
            Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - now)),
            fired -> answer.tryFail(abandoned()));
    answer.future().onComplete(done -> engine.vertx.cancelTimer(timer));
    departure.then(this::departed);
    submit();
  }

  private void departed() {
    gone = true;
    if (endpoint.gate().withdraw(this, engine.clock.nanos())) {
      fail(abandoned());
    }
  }

  private void submit() {
    if (isUnwanted()) {
      fail(abandoned());
      return;
    }
    endpoint.gate().submit(this, deadlineNanos, patience.queueUntilNanos(), engine.clock.nanos());
    engine.changed();
  }

  @Override
  public Demand demand(EndpointLimits limits) {
    var shape = request.shape(limits);
    return new Demand(
        limits.pricing().worstCase(shape).plus(tools.worst(limits, shape)),
        Math.addExact(limits.bounds().maxInputTokens(shape), shape.maxTokens()));
  }

  @Override
  public void refused(Refusal refusal) {
    if (refusal.code() == Refusal.Code.RATE_LIMITED) {
      endpoint.meters().rateLimited();
    }
    fail(
        new CallFailure(
            ErrorCode.of(refusal.code()),
            WorstCaseText.with(refusal, endpoint.gate().limits(), request, tools),
            refusal.retryAfterMillis()));
  }

  @Override
  public void admitted(Admission admission) {
    if (request.bodyBytes() > admission.limits().maxBodyBytes()) {
      giveUp(
          admission,
          new CallFailure(
              ErrorCode.TOO_LARGE,
              "the body has more than "
                  + admission.limits().maxBodyBytes()
                  + " bytes, the spec.sidecar.maxBodyBytes of endpoint "
                  + endpoint.name()));
      return;
    }
    var unpriced = request.unpriced(admission.limits());
    if (unpriced != null) {
      giveUp(admission, new CallFailure(ErrorCode.INVALID_REQUEST, unpriced));
      return;
    }
    if (isUnwanted()) {
      giveUp(admission, abandoned());
      return;
    }
    if (sink != null) {
      sink.sent();
    }
    tools.admitted();
    // Keys are bound to a version of the guardrail: those of the limits that hold for this call.
    admittedKeys = endpoint.keys(engine.clock.nanos());
    var uncheckable = tools.uncheckable(admission.limits());
    if (uncheckable != null) {
      giveUp(
          admission,
          new CallFailure(
              ErrorCode.INVALID_REQUEST,
              uncheckable + ": can't be checked, as the endpoint's checkToolResults demands"));
      return;
    }
    var check = tools.checkRequest(admission);
    if (check.succeeded()) {
      checked(admission, check.result());
    } else {
      check.onComplete(
          result -> checked(admission, result), e -> giveUp(admission, (CallFailure) e));
    }
  }

  /** Tool results and tool inputs go to the model only after the guardrail has seen them. */
  private void checked(Admission admission, ToolCheck.Result result) {
    switch (result) {
      case ToolCheck.Result.Passed() -> sendIfWanted(admission);
      case ToolCheck.Result.Masked(var texts) -> {
        try {
          request.replaceToolTexts(texts);
          sendIfWanted(admission);
        } catch (InvalidRequestException e) {
          giveUp(
              admission,
              new CallFailure(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage())));
        }
      }
      case ToolCheck.Result.Blocked(var message) -> blocked(admission, message);
    }
  }

  private void sendIfWanted(Admission admission) {
    if (isUnwanted()) {
      giveUp(admission, abandoned());
    } else {
      send(admission);
    }
  }

  /** The model is not called; only the checks are paid for. */
  private void blocked(Admission admission, String message) {
    if (sink != null && !isUnwanted()) {
      sink.begin(endpoint.name(), Flow.NONE);
      sink.part(new ReplyPart.Text(message));
    }
    var reply = ConverseReply.blocked(sink == null ? message : "", Usage.NONE, tools.findings());
    finish(admission, reply);
  }

  private void send(Admission admission) {
    var now = engine.clock.nanos();
    var admitted = admittedKeys;
    var keys =
        admitted != null && admitted.expiresNanos() - now > 0 ? admitted : endpoint.keys(now);
    if (keys == null) {
      giveUp(
          admission,
          new CallFailure(
              ErrorCode.NO_LEASE,
              "there are no valid AWS credentials for endpoint " + endpoint.name(),
              1_000L));
      return;
    }
    sentNanos = now;
    var limits = admission.limits();
    try {
      var label = new CallLabel(endpoint.name().toString(), workload, admission.window(), id);
      var body = request.finish(limits, label);
      var timeouts = limits.timeouts();
      BooleanSupplier wanted = () -> !isUnwanted();
      if (sink == null) {
        engine
            .bedrock
            .converse(endpoint.target(limits), keys, body, timeouts, wanted)
            .onComplete(
                reply -> answered(admission, reply),
                e -> failed(admission, keys, (BedrockException) e, true));
      } else {
        var stream = stream(sink, ToolGuard.of(limits) != null);
        engine
            .bedrock
            .converseStream(endpoint.target(limits), keys, body, timeouts, wanted, stream)
            .onComplete(
                ended -> streamed(admission, keys, stream, truncated()),
                e -> streamed(admission, keys, stream, (BedrockException) e));
      }
    } catch (RuntimeException e) {
      LOG.error("event=call-not-sent {} error=\"{}\"", subject(), e.toString());
      giveUp(
          admission,
          new CallFailure(
              ErrorCode.UPSTREAM_ERROR, "the request can't be made: " + e.getMessage()));
    }
  }

  private ReplyStream stream(ReplySink to, boolean holdsTools) {
    return new ReplyStream(
        endpoint.name(),
        to,
        new StreamReader(request.asksForLongCache()),
        () -> !isUnwanted(),
        () -> endpoint.meters().firstToken(engine.clock.nanos() - sentNanos),
        holdsTools);
  }

  /** The stream is over: in order when it was complete, whatever came after that. */
  private void streamed(
      Admission admission, SigningKeys keys, ReplyStream stream, BedrockException otherwise) {
    if (stream.reader().isComplete()) {
      endpoint.meters().invoked(engine.clock.nanos() - sentNanos);
      complete(admission, stream.reader().reply(), stream);
    } else {
      failed(admission, keys, otherwise, !stream.begun());
    }
  }

  private static BedrockException truncated() {
    return new BedrockException(
        BedrockException.Kind.LOST, "Bedrock: the stream ended before it was complete");
  }

  private void answered(Admission admission, byte[] body) {
    endpoint.meters().invoked(engine.clock.nanos() - sentNanos);
    ConverseReply reply;
    try {
      reply = ReplyReader.read(body, request.asksForLongCache());
    } catch (IOException | RuntimeException e) {
      LOG.error("event=answer-unreadable {} error=\"{}\"", subject(), e.toString());
      booking.settleWorst(admission, Usage.NONE);
      fail(new CallFailure(ErrorCode.UPSTREAM_ERROR, "Bedrock's answer can't be read"));
      return;
    }
    complete(admission, reply, null);
  }

  /**
   * @param stream what of the answer has gone out already; null when it is wanted as a whole
   */
  private void complete(Admission admission, ConverseReply reply, @Nullable ReplyStream stream) {
    if (isUnwanted()) {
      // Nobody waits for it any more, so nothing of it needs to be checked.
      finish(admission, reply);
      return;
    }
    List<String> inputs;
    try {
      inputs = ToolGuard.of(admission.limits()) == null ? List.of() : toolInputs(reply, stream);
    } catch (IOException | RuntimeException e) {
      LOG.error("event=tools-unreadable endpoint={} error=\"{}\"", endpoint.name(), e.toString());
      booking.settle(admission, reply);
      fail(new CallFailure(ErrorCode.UPSTREAM_ERROR, "Bedrock's answer can't be read"));
      return;
    }
    var check = tools.checkAnswer(admission, inputs);
    if (check.succeeded()) {
      checked(admission, check.result(), inputs.size(), reply, stream);
    } else {
      check.onComplete(
          result -> checked(admission, result, inputs.size(), reply, stream),
          e -> {
            booking.settle(admission, reply);
            fail((CallFailure) e);
          });
    }
  }

  private static List<String> toolInputs(ConverseReply reply, @Nullable ReplyStream stream)
      throws IOException {
    return stream == null ? reply.toolInputs() : stream.held().toolInputs();
  }

  /** Tool inputs go to the caller only after the guardrail has seen them. */
  private void checked(
      Admission admission,
      ToolCheck.Result result,
      int inputs,
      ConverseReply reply,
      @Nullable ReplyStream stream) {
    try {
      var found = reply.withFindings(tools.findings());
      finish(admission, ToolAnswer.after(result, inputs, found, stream));
    } catch (IOException e) {
      booking.settle(admission, reply);
      fail(
          new CallFailure(
              ErrorCode.UPSTREAM_ERROR,
              "a tool's input is no JSON any more once the guardrail has masked it"));
    }
  }

  private void finish(Admission admission, ConverseReply reply) {
    var cost = booking.settle(admission, reply);
    reply.findings().forEach(endpoint.meters()::found);
    answer.tryComplete(new CallAnswer(endpoint.name(), reply, cost));
    ended();
  }

  /**
   * @param repeatable whether the caller has got nothing of the answer yet
   */
  private void failed(
      Admission admission, SigningKeys keys, BedrockException e, boolean repeatable) {
    var now = engine.clock.nanos();
    var kind = e.kind();
    endpoint.meters().invoked(now - sentNanos);
    if (kind == BedrockException.Kind.CREDENTIALS) {
      endpoint.dropKeys(keys);
      admittedKeys = null;
    }
    if (kind.mayBeBilled()) {
      LOG.warn("event=call-may-be-billed {} kind={} booked={}", subject(), kind, admission.worst());
      booking.settleWorst(admission, Usage.NONE);
    }
    if (gone && kind == BedrockException.Kind.NOT_SENT) {
      giveUp(admission, abandoned());
      return;
    }
    var delay =
        repeatable && !isUnwanted()
            ? retries.next(kind, deadlineNanos - now, engine.random.nextDouble())
            : OptionalLong.empty();
    if (delay.isPresent()) {
      retry(admission, kind, delay.getAsLong());
      return;
    }
    var failure =
        repeatable && kind.isOfTheModel() ? CallFailure.of(e).ofTheModel() : CallFailure.of(e);
    if (kind.mayBeBilled()) {
      fail(failure);
    } else {
      giveUp(admission, failure);
    }
  }

  private void retry(Admission admission, BedrockException.Kind kind, long delayMillis) {
    engine.vertx.setTimer(
        delayMillis, kind.mayBeBilled() ? fired -> submit() : fired -> sendIfWanted(admission));
    engine.changed();
  }

  /** What a line of the log is about. */
  private String subject() {
    var origin = request.origin();
    return "endpoint="
        + endpoint.name()
        + (origin == null
            ? ""
            : " template=" + origin.template() + " revision=" + origin.revision());
  }

  /** No model was billed: the admission goes back, but for what checks have cost. */
  private void giveUp(Admission admission, CallFailure failure) {
    // Not from within the gate's own loop over its queue: a queue of such calls would nest deep.
    engine.vertx.runOnContext(
        next -> {
          booking.release(admission);
          fail(failure);
        });
  }

  /** The call is settled, and does not need the request any more. */
  private void ended() {
    request.held().letGo();
    engine.ended();
  }

  private void fail(CallFailure failure) {
    answer.tryFail(failure);
    ended();
  }
}
