package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.account.RateLeft;
import io.vertx.core.http.HttpServerResponse;

/** Tells what is left of a rate by the headers that a surface's clients read. */
@FunctionalInterface
public interface RateHeaders {

  /** For surfaces whose clients read none. */
  RateHeaders NONE = (response, unit, left) -> {};

  /**
   * Adds the headers of one rate. What is not known is left out.
   *
   * @param unit {@code requests} or {@code tokens}
   */
  void write(HttpServerResponse response, String unit, RateLeft left);
}
