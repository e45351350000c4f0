package ai.kernelpanic09.core.template.limit;

import java.io.Serial;

/** A rendering exceeds its limits. */
public final class LimitExceeded extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  LimitExceeded(String message) {
    super(message, null, false, false);
  }
}
