package ai.kernelpanic09.core.sync;

import ai.kernelpanic09.core.protocol.SessionCredentials;

/** The result of an attempt to get credentials for a holder. */
public sealed interface SessionOutcome {

  /** Credentials to sign with. */
  record Given(SessionCredentials credentials) implements SessionOutcome {}

  /**
   * There are none until a person mends the cause.
   *
   * @param reason one word, for programs
   * @param message a sentence, for people
   */
  record Refused(String reason, String message) implements SessionOutcome {}

  /**
   * There are none at the moment, or none were asked for: the holder goes on with those that it
   * has.
   */
  record Missing() implements SessionOutcome {}
}
