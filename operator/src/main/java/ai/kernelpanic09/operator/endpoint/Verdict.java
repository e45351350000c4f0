package ai.kernelpanic09.operator.endpoint;

/**
 * What a step says of its condition.
 *
 * @param reason one word, for programs
 * @param message a sentence, for people
 */
public record Verdict(State state, String reason, String message) {

  /** The condition's status, or that nobody can say at the moment. */
  public enum State {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown"),
    /** AWS or the API server is away for now: what was true stays true for a while. */
    PASSING("Unknown");

    private final String status;

    State(String status) {
      this.status = status;
    }

    String status() {
      return status;
    }
  }

  static Verdict yes(String reason, String message) {
    return new Verdict(State.TRUE, reason, message);
  }

  static Verdict no(String reason, String message) {
    return new Verdict(State.FALSE, reason, message);
  }

  static Verdict unknown(String reason, String message) {
    return new Verdict(State.UNKNOWN, reason, message);
  }

  static Verdict passing(String message) {
    return new Verdict(State.PASSING, "AwsUnavailable", message);
  }
}
