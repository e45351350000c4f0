package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.sidecar.failure.CallFailure;
import io.vertx.core.http.HttpServerResponse;

/** Writes failures in the form of one surface. */
public interface ErrorForm {

  /** Answers with the status that the failure's code has in this form. */
  void write(HttpServerResponse response, CallFailure failure);

  /** Answers with {@code status}, which says more than the status of the code. */
  void write(HttpServerResponse response, int status, CallFailure failure);
}
