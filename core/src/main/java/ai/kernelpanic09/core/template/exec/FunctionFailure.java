package ai.kernelpanic09.core.template.exec;

import java.io.Serial;

/** Arguments that a function does not accept. */
final class FunctionFailure extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  FunctionFailure(String message) {
    super(message, null, false, false);
  }
}
