package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.wire.AwsError;
import ai.kernelpanic09.simulator.wire.Delivery;
import ai.kernelpanic09.simulator.wire.Delivery.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The faults and delays that a test asks for, in model calls and in guardrail operations. */
public final class FaultBook {
  private static final Set<String> MODEL_CALLS =
      Set.of("Converse", "ConverseStream", "InvokeModel", "InvokeModelWithResponseStream");

  private final List<Rule> rules = new ArrayList<>();

  /** The kinds of faults. */
  public enum Kind {
    /** The typed error instead of an answer; nothing is billed. */
    ERROR,
    /** The work is done, then the connection is reset. */
    RESET,
    /** The work is done, and no answer ever comes. */
    HANG,
    /** A stream breaks off with an exception frame; the output so far is billed. */
    STREAM_EXCEPTION,
    /**
     * A stream breaks off with an error frame (message-type error); the output so far is billed.
     */
    STREAM_ERROR,
    /** A stream's connection is cut; the whole generation is billed. */
    STREAM_TRUNCATE,
    /** A stream's connection is cut within a frame; the whole generation is billed. */
    STREAM_CUT,
    /** A stream has its last event alone, which tells the usage of the whole. */
    STREAM_USAGE_ONLY,
    /** One of a stream's frames has a wrong checksum of its prelude; the rest is as ever. */
    STREAM_PRELUDE_CRC,
    /** One of a stream's frames has a wrong checksum; the rest is as ever. */
    STREAM_MESSAGE_CRC,
    /** The guardrail looks at the answer and is billed, but its trace does not tell. */
    NO_OUTPUT_ASSESSMENTS,
    /** The answer is whole, and then the connection is closed, unannounced. */
    CLOSE,
    /** The call succeeds, but takes longer. */
    DELAY,
    /** The call succeeds, and its answer is written in pieces of a few bytes. */
    PIECES;

    /** Whether it goes together with another fault. */
    public boolean manner() {
      return this == DELAY || this == PIECES;
    }

    /** Whether it makes a stream other than it should be. */
    boolean ofStream() {
      return switch (this) {
        case STREAM_EXCEPTION,
            STREAM_ERROR,
            STREAM_TRUNCATE,
            STREAM_CUT,
            STREAM_USAGE_ONLY,
            STREAM_PRELUDE_CRC,
            STREAM_MESSAGE_CRC ->
            true;
        case ERROR, RESET, HANG, NO_OUTPUT_ASSESSMENTS, CLOSE, DELAY, PIECES -> false;
      };
    }
  }

  /**
   * A fault, and the calls that it hits.
   *
   * @param operation empty for every call of a model
   * @param modelId a model or profile id as called, empty for every one
   * @param role the role's ARN, empty for every one
   * @param skip number of matching calls that succeed before it
   * @param times number of calls that it hits; 0 for all from then on
   * @param code the error's code, for ERROR and the stream faults
   * @param afterEvents number of events that a stream sends before it; with 0, an exception is the
   *     first frame
   * @param delayMillis before the first byte
   * @param gapMillis between a stream's events
   * @param pieceBytes for PIECES: the most bytes that are written at once
   * @param billed for RESET and HANG: whether the work was done before the fault
   */
  public record Rule(
      Kind kind,
      String operation,
      String modelId,
      String role,
      int skip,
      int times,
      int status,
      String code,
      String message,
      int afterEvents,
      long delayMillis,
      long gapMillis,
      int pieceBytes,
      boolean billed) {

    private boolean matches(String operation, String modelId, String role) {
      return (this.operation.isEmpty()
              ? MODEL_CALLS.contains(operation)
              : this.operation.equals(operation))
          && (this.modelId.isEmpty() || this.modelId.equals(modelId))
          && (this.role.isEmpty() || this.role.equals(role));
    }

    private Rule counted(int skip, int times) {
      return new Rule(
          kind,
          operation,
          modelId,
          role,
          skip,
          times,
          status,
          code,
          message,
          afterEvents,
          delayMillis,
          gapMillis,
          pieceBytes,
          billed);
    }
  }

  public synchronized void add(Rule rule) {
    rules.add(rule);
  }

  public synchronized void clear() {
    rules.clear();
  }

  /**
   * Decides how a call's answer is delivered; call it before the work is done.
   *
   * @return the fault that is due; empty if none is
   * @throws AwsError the error with which the call is to fail
   */
  public Optional<Rule> strike(String operation, String role, CallDraft draft) {
    var delay = take(operation, draft.modelId(), role, k -> k == Kind.DELAY);
    var pieces = take(operation, draft.modelId(), role, k -> k == Kind.PIECES);
    var fault = take(operation, draft.modelId(), role, k -> !k.manner());
    var timing = fault.filter(f -> f.delayMillis() > 0).or(() -> delay);
    var ending =
        fault
            .map(
                f ->
                    switch (f.kind()) {
                      case RESET -> Ending.RESET;
                      case HANG -> Ending.HANG;
                      case CLOSE -> Ending.CLOSE;
                      default -> Ending.ANSWER;
                    })
            .orElse(Ending.ANSWER);
    draft.deliver(
        new Delivery(
            timing.map(Rule::delayMillis).orElse(0L),
            timing.map(Rule::gapMillis).orElse(0L),
            ending,
            pieces.map(Rule::pieceBytes).orElse(0)));
    if (fault.filter(f -> f.kind() == Kind.ERROR).isPresent()) {
      throw new AwsError(fault.get().status(), fault.get().code(), fault.get().message());
    }
    return fault;
  }

  private synchronized Optional<Rule> take(
      String operation, String modelId, String role, Predicate<Kind> kinds) {
    for (int i = rules.size() - 1; i >= 0; i--) {
      var rule = rules.get(i);
      if (kinds.test(rule.kind()) && rule.matches(operation, modelId, role)) {
        if (rule.skip() > 0) {
          rules.set(i, rule.counted(rule.skip() - 1, rule.times()));
        } else {
          if (rule.times() == 1) {
            rules.remove(i);
          } else if (rule.times() > 1) {
            rules.set(i, rule.counted(0, rule.times() - 1));
          }
          return Optional.of(rule);
        }
      }
    }
    return Optional.empty();
  }
}
