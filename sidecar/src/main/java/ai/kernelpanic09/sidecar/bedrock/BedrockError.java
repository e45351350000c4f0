package ai.kernelpanic09.sidecar.bedrock;

/**
 * An error as Bedrock told it, for callers that speak Bedrock's own form.
 *
 * @param status of the answer that it came in; 200 for one within a stream
 * @param type such as {@code ThrottlingException}, or {@code throttlingException} within a stream;
 *     empty when Bedrock named none
 * @param message without ARNs and account numbers; empty when there was none
 * @param requestId Bedrock's name for the request; empty when it gave none
 */
public record BedrockError(int status, String type, String message, String requestId) {}
