package ai.kernelpanic09.sidecar.fuzz;

import java.nio.charset.StandardCharsets;

/**
 * A body, and the seed that it is made from.
 *
 * @param clean whether it keeps to the form's grammar
 */
@SuppressWarnings("ArrayRecordComponent") // Cases are never compared.
record FuzzCase(Form form, long seed, byte[] body, boolean clean) {

  /** How to try it again, and what it is. */
  @Override
  public String toString() {
    return "-Dfuzz.form=%s -Dfuzz.seed=%d -Dfuzz.cases=1: %s"
        .formatted(form, seed, new String(body, StandardCharsets.UTF_8));
  }
}
