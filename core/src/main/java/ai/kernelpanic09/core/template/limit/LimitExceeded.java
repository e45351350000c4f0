package ai.kernelpanic09.core.template.limit;

import java.io.Serial;

/** A rendering that wants more than it may have. */
public final class LimitExceeded extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  LimitExceeded(String message) {
    super(message, null, false, false);
  }
}
