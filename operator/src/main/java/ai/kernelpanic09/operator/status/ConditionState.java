package ai.kernelpanic09.operator.status;

import ai.kernelpanic09.api.condition.ConditionReason;

/**
 * The state of a condition, as a reconciler finds it.
 *
 * @param message a sentence, for people
 */
public record ConditionState(Status status, ConditionReason reason, String message) {

  /** A condition's status, or that it can't be determined at the moment. */
  public enum Status {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown"),
    /** AWS or the API server can't be asked for now: what was true stays true for a while. */
    UNAVAILABLE("Unknown");

    private final String text;

    Status(String text) {
      this.text = text;
    }

    /** The condition's {@code status} in the API. */
    public String text() {
      return text;
    }
  }

  public static ConditionState ofTrue(ConditionReason reason, String message) {
    return new ConditionState(Status.TRUE, reason, message);
  }

  public static ConditionState ofFalse(ConditionReason reason, String message) {
    return new ConditionState(Status.FALSE, reason, message);
  }

  public static ConditionState ofUnknown(ConditionReason reason, String message) {
    return new ConditionState(Status.UNKNOWN, reason, message);
  }

  /** AWS or the API server, as {@code reason} says, can't be asked at the moment. */
  public static ConditionState ofUnavailable(ConditionReason reason, String message) {
    return new ConditionState(Status.UNAVAILABLE, reason, message);
  }

  public boolean isTrue() {
    return status == Status.TRUE;
  }
}
