package ai.kernelpanic09.sidecar.bedrock;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** The headers of a successful answer. */
public record AnswerHead(MultiMap headers) {

  /** Stands for the head of an answer that has not begun. */
  static final AnswerHead NONE = new AnswerHead(MultiMap.caseInsensitiveMultiMap());

  private static final String REQUEST_ID = "x-amzn-requestid";

  /** Bedrock's own id of the request; empty when it gave none. */
  public String requestId() {
    var id = headers.get(REQUEST_ID);
    return id == null ? "" : id;
  }

  /** The first header with this name, ignoring case; null when there is none. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }
}
