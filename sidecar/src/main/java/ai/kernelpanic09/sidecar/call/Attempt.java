package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.account.Admission;
import ai.kernelpanic09.core.account.Gate;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.bedrock.BedrockAnswer;
import ai.kernelpanic09.sidecar.bedrock.BedrockException;
import ai.kernelpanic09.sidecar.bedrock.BedrockRequest;
import ai.kernelpanic09.sidecar.bedrock.SigningKeys;
import ai.kernelpanic09.sidecar.endpoint.Revision;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.endpoint.Upstream;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.reply.Reply;
import ai.kernelpanic09.sidecar.textcheck.TextGuard;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends an admitted call, and retries it.
 *
 * <p>After a failure that proves that nothing was billed, it retries under the same admission.
 * Where the call may have been billed, the worst case stays booked, and the retry takes a new
 * admission.
 */
final class Attempt<R extends Reply<R>> {

  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

  private final Upstream upstream;
  private final ServedEndpoint endpoint;
  private final ModelCall<R> request;
  private final Caller caller;
  private final Call<R> call;
  private final Completion<R> completion;
  private final CallId id;
  private final Retries retries = new Retries();
  private @Nullable SigningKeys admittedKeys;
  private long sentNanos;

  Attempt(
      Upstream upstream,
      ServedEndpoint endpoint,
      ModelCall<R> request,
      Caller caller,
      Call<R> call,
      CallId id) {
    this.upstream = upstream;
    this.endpoint = endpoint;
    this.request = request;
    this.caller = caller;
    this.call = call;
    completion = new Completion<>(call);
    this.id = id;
  }

  /**
   * Keeps the keys that are valid at admission: they are bound to a version of the guardrail, the
   * one of the limits that the call is admitted under.
   */
  void admitted() {
    admittedKeys = endpoint.keys(upstream.nanos());
  }

  /** Sends the request under an admission. */
  void send(Admission admission) {
    var keys = keys();
    if (keys == null) {
      awaitKeys(admission);
      return;
    }
    sentNanos = upstream.nanos();
    try {
      var sink = call.sink();
      if (sink == null) {
        sendWhole(admission, keys);
      } else {
        sendStreamed(admission, keys, sink);
      }
    } catch (RuntimeException e) {
      LOG.error("event=call_not_sent {} error=\"{}\"", call.subject(), e.toString());
      call.giveUp(
          admission,
          new CallFailure(
              ErrorCode.UPSTREAM_ERROR, "the request can't be made: " + e.getMessage()));
    }
  }

  /** Gives the operator the usual time for other keys. */
  private void awaitKeys(Admission admission) {
    var untilNanos = upstream.nanos() + Gate.OPERATOR_PATIENCE_NANOS;
    endpoint.awaitKeys(
        upstream,
        call.deadlineNanos() - untilNanos < 0 ? call.deadlineNanos() : untilNanos,
        () -> {
          if (keys() == null) {
            call.giveUp(admission, CallFailure.withoutKeys(endpoint.name()));
          } else {
            call.send(admission);
          }
        });
  }

  private @Nullable SigningKeys keys() {
    var now = upstream.nanos();
    var admitted = admittedKeys;
    return admitted != null && endpoint.areValid(admitted, now) ? admitted : endpoint.keys(now);
  }

  private void sendWhole(Admission admission, SigningKeys keys) {
    var limits = admission.limits();
    var revision = endpoint.revision(limits);
    var asked = asked(admission, revision, false);
    BooleanSupplier wanted = () -> !call.isUnwanted();
    upstream
        .bedrock()
        .send(revision.target(), keys, asked, limits.timeouts(), wanted)
        .onComplete(
            answer -> answered(admission, answer),
            e -> failed(admission, keys, null, (BedrockException) e));
  }

  private void sendStreamed(Admission admission, SigningKeys keys, ReplySink sink) {
    var limits = admission.limits();
    var revision = endpoint.revision(limits);
    var asked = asked(admission, revision, true);
    BooleanSupplier wanted = () -> !call.isUnwanted();
    var stream =
        new ReplyStream<>(
            endpoint.name(),
            sink,
            request.events(),
            wanted,
            () -> {
              call.begun();
              endpoint.meters().firstToken(upstream.nanos() - sentNanos);
            },
            TextGuard.checksAnswers(limits));
    upstream.bedrock().stream(revision.target(), keys, asked, limits.timeouts(), wanted, stream)
        .onComplete(
            over -> streamed(admission, keys, stream, truncated()),
            e -> streamed(admission, keys, stream, (BedrockException) e));
  }

  private BedrockRequest asked(Admission admission, Revision revision, boolean streamed) {
    return request.request(revision, label(admission), streamed).traced(caller.traceHeaders());
  }

  private CallLabel label(Admission admission) {
    return new CallLabel(caller.workload(), admission.window(), id.toString(), caller.requestId());
  }

  private void answered(Admission admission, BedrockAnswer answer) {
    endpoint.meters().invoked(upstream.nanos() - sentNanos);
    R reply;
    try {
      reply = request.read(answer);
    } catch (IOException | RuntimeException e) {
      LOG.error("event=answer_unreadable {} error=\"{}\"", call.subject(), e.toString());
      call.circuit().failed();
      call.booking().settleWorst(admission, Usage.NONE, "UNREADABLE");
      call.fail(Completion.unreadable());
      return;
    }
    call.circuit().answered();
    completion.complete(admission, reply, answer.head().requestId());
  }

  /**
   * Completes the call when its stream is over. A complete stream succeeds, even if an error came
   * after its last event; any other fails with {@code otherwise}.
   */
  private void streamed(
      Admission admission, SigningKeys keys, ReplyStream<R> stream, BedrockException otherwise) {
    if (stream.isComplete()) {
      endpoint.meters().invoked(upstream.nanos() - sentNanos);
      call.circuit().answered();
      completion.complete(admission, stream);
    } else {
      failed(admission, keys, stream, otherwise);
    }
  }

  private static BedrockException truncated() {
    return new BedrockException(
        BedrockException.Kind.LOST, "Bedrock: the stream ended before it was complete");
  }

  /**
   * @param stream what has come of a streamed answer; null for one that is wanted as a whole
   */
  private void failed(
      Admission admission, SigningKeys keys, @Nullable ReplyStream<R> stream, BedrockException e) {
    // Only while the caller has got nothing of the answer the call may be retried.
    var repeatable = stream == null || !stream.begun();
    var now = upstream.nanos();
    var kind = e.kind();
    endpoint.meters().invoked(now - sentNanos);
    if (kind == BedrockException.Kind.CREDENTIALS) {
      endpoint.dropKeys(keys);
      admittedKeys = null;
    } else if (kind == BedrockException.Kind.EXPIRED) {
      endpoint.dropExpired(keys, now);
      admittedKeys = null;
    }
    if (kind.isOfTheAccount()) {
      LOG.warn("event=call_denied {} kind={} message=\"{}\"", call.subject(), kind, e.told());
    }
    if (kind.mayBeBilled()) {
      // Before it is booked, for that may admit the next call at once.
      if (kind.isOfTheModel()) {
        call.circuit().failed();
      }
      book(admission, stream, e);
    }
    if (call.isGone() && kind == BedrockException.Kind.NOT_SENT) {
      call.giveUp(admission, call.abandoned());
      return;
    }
    var delay =
        repeatable && !call.isUnwanted() && (!kind.mayBeBilled() || call.circuit().mayRepeat())
            ? retries.next(kind, call.deadlineNanos() - now, upstream.random().nextDouble())
            : OptionalLong.empty();
    if (delay.isPresent()) {
      call.retry(admission, kind.mayBeBilled(), delay.getAsLong());
      return;
    }
    var failure = CallFailure.of(e);
    if (repeatable && kind.isOfTheModel()) {
      failure = failure.ofTheModel();
    }
    if (kind.mayBeBilled()) {
      call.fail(failure);
    } else {
      call.giveUp(admission, failure);
    }
  }

  /** Books a call that has failed, and may be billed. */
  private void book(Admission admission, @Nullable ReplyStream<R> stream, BedrockException e) {
    if (stream != null && !stream.hasContent() && isWithoutOutput(admission, e)) {
      call.booking()
          .settleInput(admission, call.mostOutputTokens(admission.limits()), e.kind().toString());
    } else {
      call.booking().settleWorst(admission, Usage.NONE, e.kind().toString());
    }
  }

  /**
   * Whether a stream of which no content has come had none: Bedrock itself has ended it with an
   * error. A broken connection does not tell, and a guardrail holds content back while it looks at
   * it.
   */
  private boolean isWithoutOutput(Admission admission, BedrockException e) {
    var told = e.error();
    var limits = admission.limits();
    return told != null
        && !told.type().isEmpty()
        && limits.guardrail() == null
        && limits.enforcedGuardrails().isEmpty()
        && endpoint.unlisted().isEmpty();
  }
}
