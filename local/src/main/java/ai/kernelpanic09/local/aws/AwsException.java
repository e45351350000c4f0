package ai.kernelpanic09.local.aws;

import java.io.IOException;

/** A request to AWS failed; the message is one sentence with the remedy. */
public final class AwsException extends IOException {

  private static final long serialVersionUID = 1;

  private final String code;

  /**
   * @param code of the service's error; empty where no service has answered
   */
  AwsException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** The service's own name of the error, such as {@code AccessDenied}; empty for none. */
  String code() {
    return code;
  }
}
