package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.sidecar.body.RequestBody;
import java.util.Map;

/**
 * A request to an operation of Bedrock's runtime.
 *
 * @param path absolute, encoded once
 * @param headers sent beside those that every request has; they are signed too
 * @param unsigned headers that are sent but not signed, for what stands between may change them
 */
public record BedrockRequest(
    String path, Map<String, String> headers, Map<String, String> unsigned, RequestBody body) {

  /** A request without unsigned headers. */
  public BedrockRequest(String path, Map<String, String> headers, RequestBody body) {
    this(path, headers, Map.of(), body);
  }

  /** A request without headers of its own. */
  public BedrockRequest(String path, RequestBody body) {
    this(path, Map.of(), body);
  }

  /** The same request as a part of a trace, whose headers are not signed. */
  public BedrockRequest traced(Map<String, String> traceHeaders) {
    return traceHeaders.isEmpty() ? this : new BedrockRequest(path, headers, traceHeaders, body);
  }
}
