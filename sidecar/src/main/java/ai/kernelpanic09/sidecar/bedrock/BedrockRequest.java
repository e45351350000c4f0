package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.sidecar.body.RequestBody;
import java.util.Map;

/**
 * A request to an operation of Bedrock's runtime.
 *
 * @param path absolute, encoded once
 * @param headers sent beside those that every request has; they are signed too
 */
public record BedrockRequest(String path, Map<String, String> headers, RequestBody body) {

  /** A request without headers of its own. */
  public BedrockRequest(String path, RequestBody body) {
    this(path, Map.of(), body);
  }
}
