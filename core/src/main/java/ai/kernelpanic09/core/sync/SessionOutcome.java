package ai.kernelpanic09.core.sync;

import ai.kernelpanic09.core.protocol.SessionCredentials;

/** What became of the attempt to get credentials for a holder. */
public sealed interface SessionOutcome {

  /** Credentials to sign with. */
  record Given(SessionCredentials credentials) implements SessionOutcome {}

  /**
   * There are none until somebody acts.
   *
   * @param reason one word, for programs
   * @param message a sentence, for people
   */
  record Refused(String reason, String message) implements SessionOutcome {}

  /** There are none at the moment, or none were asked for: what the holder has stays good. */
  record Missing() implements SessionOutcome {}
}
