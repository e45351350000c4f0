package ai.kernelpanic09.operator.control;

/** Why the control API refuses a request: an HTTP status, and a code and a text for the caller. */
final class ControlFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;
  private final String text;

  ControlFailure(int status, String code, String text) {
    super(text, null, false, false);
    this.status = status;
    this.code = code;
    this.text = text;
  }

  static ControlFailure badRequest(String text) {
    return new ControlFailure(400, "InvalidRequest", text);
  }

  static ControlFailure unauthorized(String text) {
    return new ControlFailure(401, "Unauthorized", text);
  }

  static ControlFailure forbidden(String code, String text) {
    return new ControlFailure(403, code, text);
  }

  static ControlFailure notLeader() {
    return new ControlFailure(421, "NotLeader", "another operator leads");
  }

  static ControlFailure unavailable(String text) {
    return new ControlFailure(503, "Unavailable", text);
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
