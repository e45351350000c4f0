package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.operator.failure.Failure;

/** Why the control API refuses a request: an HTTP status, and a code and a text for the caller. */
final class ControlFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;
  private final String text;

  ControlFailure(ControlError error, String text) {
    this(error.status(), error.code(), text);
  }

  private ControlFailure(int status, String code, String text) {
    super(text, null, false, false);
    this.status = status;
    this.code = code;
    this.text = text;
  }

  static ControlFailure badRequest(String text) {
    return new ControlFailure(ControlError.INVALID_REQUEST, text);
  }

  static ControlFailure unauthorized(String text) {
    return new ControlFailure(ControlError.UNAUTHORIZED, text);
  }

  static ControlFailure notLeader() {
    return new ControlFailure(ControlError.NOT_LEADER, "another operator leads");
  }

  static ControlFailure unavailable(String text) {
    return new ControlFailure(ControlError.UNAVAILABLE, text);
  }

  /** Something failed that is tried again: the code is the failure's own reason. */
  static ControlFailure of(Failure failure, String about) {
    return new ControlFailure(
        ControlError.UNAVAILABLE.status(), failure.reason().id(), about + ": " + failure.message());
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String text() {
    return text;
  }
}
