package ai.kernelpanic09.simulator.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The faults and delays that a test asks for. */
public final class FaultBook {
  private final List<Rule> rules = new ArrayList<>();

  /** What goes wrong. */
  public enum Kind {
    /** The typed error instead of an answer; nothing is billed. */
    ERROR,
    /** The work is done, then the connection is reset. */
    RESET,
    /** The work is done, and no answer ever comes. */
    HANG,
    /** A stream breaks off with an exception frame; what it said so far is billed. */
    STREAM_EXCEPTION,
    /** A stream breaks off with an error frame (message-type error); billed as said so far. */
    STREAM_ERROR,
    /** A stream's connection is cut; the whole generation is billed. */
    STREAM_TRUNCATE,
    /** Nothing goes wrong, but it takes longer. */
    DELAY
  }

  /**
   * When a fault happens, and which.
   *
   * @param operation empty for every operation
   * @param modelId a model or profile id as called, empty for every one
   * @param role the role's ARN, empty for every one
   * @param skip how many matching calls go well before
   * @param times how many are hit; 0 for all from then on
   * @param code the error's code, for ERROR and the stream faults
   * @param afterEvents how many events a stream sends before
   * @param delayMillis before the first byte
   * @param gapMillis between a stream's events
   * @param billed for RESET and HANG: whether the work was done before it went wrong
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
      boolean billed) {

    private boolean matches(String operation, String modelId, String role) {
      return (this.operation.isEmpty() || this.operation.equals(operation))
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
          billed);
    }
  }

  public synchronized void add(Rule rule) {
    rules.add(rule);
  }

  public synchronized void clear() {
    rules.clear();
  }

  /** The delay of a call: of several matching rules the latest wins. */
  synchronized Optional<Rule> delay(String operation, String modelId, String role) {
    return take(operation, modelId, role, true);
  }

  /** The fault of a call, if one is due. */
  synchronized Optional<Rule> fault(String operation, String modelId, String role) {
    return take(operation, modelId, role, false);
  }

  private Optional<Rule> take(String operation, String modelId, String role, boolean delays) {
    for (int i = rules.size() - 1; i >= 0; i--) {
      var rule = rules.get(i);
      if ((rule.kind() == Kind.DELAY) == delays && rule.matches(operation, modelId, role)) {
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
