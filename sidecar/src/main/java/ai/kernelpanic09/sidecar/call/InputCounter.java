package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.endpoint.CallTimeouts;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.bedrock.BedrockAnswer;
import ai.kernelpanic09.sidecar.bedrock.BedrockException;
import ai.kernelpanic09.sidecar.bedrock.BedrockRequest;
import ai.kernelpanic09.sidecar.bedrock.RuntimeTarget;
import ai.kernelpanic09.sidecar.bedrock.SigningKeys;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.endpoint.Upstream;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Bedrock how many input tokens calls have, which is free of charge. An answer is never waited
 * for longer than {@link #PATIENCE_MILLIS}, and no failure is a call's: what was not counted is
 * reserved without a count. Owned by the event loop.
 */
final class InputCounter {

  /** Counting takes some hundred milliseconds for documents of many pages. */
  static final long PATIENCE_MILLIS = 5_000;

  /** The operation has a quota of its own, over all pods of an account. */
  static final int MAX_IN_FLIGHT = 8;

  /** How long a model is not asked that does not answer at all, or not to this role. */
  private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** How long a model is not asked whose answer failed, so that not every call waits for it. */
  private static final long FAILED_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final int MAX_REMEMBERED = 4_096;

  private static final Logger LOG = LoggerFactory.getLogger(InputCounter.class);

  private final Upstream upstream;
  private final Map<Counted, Long> silentUntilNanos = new HashMap<>();
  private final Queue<Question> waiting = new ArrayDeque<>();
  private int inFlight;

  /** Whose answers, or lack of them, are alike: the role is the endpoint's. */
  private record Counted(EndpointName endpoint, String modelId) {}

  private record Question(
      ServedEndpoint endpoint,
      EndpointLimits limits,
      BedrockRequest request,
      long deadlineNanos,
      BooleanSupplier wanted,
      Promise<OptionalLong> answer) {

    Counted counted() {
      return new Counted(endpoint.name(), limits.modelId());
    }
  }

  InputCounter(Upstream upstream) {
    this.upstream = upstream;
  }

  /** Whether an answer can be expected for calls under these limits. */
  boolean answers(ServedEndpoint endpoint, EndpointLimits limits) {
    var now = upstream.nanos();
    var until = silentUntilNanos.get(new Counted(endpoint.name(), limits.modelId()));
    return (until == null || until - now <= 0) && endpoint.keys(now) != null;
  }

  /**
   * Asks for the input tokens of a call.
   *
   * @param deadlineNanos when the caller stops waiting
   * @param wanted whether a caller still waits
   * @return the tokens; empty when they are not known in time. Never fails
   */
  Future<OptionalLong> count(
      ServedEndpoint endpoint,
      EndpointLimits limits,
      InputCount input,
      Caller caller,
      long deadlineNanos,
      BooleanSupplier wanted) {
    var patienceNanos = upstream.nanos() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    var untilNanos = deadlineNanos - patienceNanos < 0 ? deadlineNanos : patienceNanos;
    var request =
        new BedrockRequest(RuntimeTarget.countTokensPath(limits.modelId()), input.body())
            .traced(caller.traceHeaders());
    var question = new Question(endpoint, limits, request, untilNanos, wanted, Promise.promise());
    var answer = question.answer.future();
    var timer =
        upstream
            .vertx()
            .setTimer(
                upstream.millisUntil(untilNanos),
                fired -> question.answer.tryComplete(OptionalLong.empty()));
    waiting.add(question);
    askNext();
    return answer
        .onComplete(done -> upstream.vertx().cancelTimer(timer))
        .map(tokens -> tokens.isEmpty() ? tokens : plus(tokens.getAsLong(), input));
  }

  private static OptionalLong plus(long tokens, InputCount input) {
    return OptionalLong.of(tokens + input.besideTokens());
  }

  private void askNext() {
    while (inFlight < MAX_IN_FLIGHT && !waiting.isEmpty()) {
      var next = waiting.remove();
      var keys = next.endpoint.keys(upstream.nanos());
      if (next.answer.future().isComplete()) {
        continue;
      }
      if (keys == null || !answers(next.endpoint, next.limits) || !next.wanted.getAsBoolean()) {
        next.answer.complete(OptionalLong.empty());
      } else {
        ask(next, keys);
      }
    }
  }

  private void ask(Question question, SigningKeys keys) {
    inFlight++;
    upstream
        .bedrock()
        .send(
            question.endpoint.revision(question.limits).target(),
            keys,
            question.request,
            CallTimeouts.wholeWithin(upstream.millisUntil(question.deadlineNanos)),
            question.wanted)
        .onComplete(
            answer -> answered(question, read(answer)),
            e -> failed(question, (BedrockException) e));
  }

  private void answered(Question question, OptionalLong tokens) {
    inFlight--;
    question.answer.tryComplete(tokens);
    askNext();
  }

  /**
   * Notes for how long an answer can't be expected. What comes too late for its own caller may come
   * in time for another.
   */
  private void failed(Question question, BedrockException e) {
    var silentNanos = question.wanted.getAsBoolean() ? silentNanos(e) : 0;
    if (silentNanos > 0) {
      var now = upstream.nanos();
      silentUntilNanos.values().removeIf(until -> until - now <= 0);
      if (silentUntilNanos.size() < MAX_REMEMBERED) {
        silentUntilNanos.put(question.counted(), now + silentNanos);
      }
      LOG.warn(
          "event=input_not_counted endpoint={} kind={} askedAgainAfterSeconds={} message=\"{}\"",
          question.endpoint.name(),
          e.kind(),
          TimeUnit.NANOSECONDS.toSeconds(silentNanos),
          e.kind() == BedrockException.Kind.DENIED
              ? "documents are reserved as whole context windows until the role allows"
                  + " bedrock:CountTokens"
              : "documents are reserved as whole context windows");
    }
    answered(question, OptionalLong.empty());
  }

  /** For how long there will be no answer for other calls either. */
  private static long silentNanos(BedrockException e) {
    return switch (e.kind()) {
      case DENIED -> REFUSED_NANOS;
      case REJECTED -> isOfTheModel(e) ? REFUSED_NANOS : 0;
      case CREDENTIALS, EXPIRED, CLOCK_SKEWED, NOT_SENT -> 0;
      case THROTTLED,
          UNAVAILABLE,
          MODEL_FAILED,
          MODEL_TIMED_OUT,
          STREAM_THROTTLED,
          STREAM_REJECTED,
          STREAM_FAILED,
          FAILED,
          LOST,
          TIMED_OUT,
          UNREADABLE ->
          FAILED_NANOS;
    };
  }

  /** Whether the model can't count, "The provided model doesn't support counting tokens". */
  private static boolean isOfTheModel(BedrockException e) {
    return String.valueOf(e.getMessage()).contains("support counting tokens");
  }

  private static OptionalLong read(BedrockAnswer answer) {
    try {
      var from = JsonScanner.lenient(answer.body(), 0, answer.body().length());
      from.next();
      return OptionalLong.of(JsonMembers.read(from).require("inputTokens").wholeNumber(1));
    } catch (InvalidRequestException e) {
      return OptionalLong.empty();
    }
  }
}
