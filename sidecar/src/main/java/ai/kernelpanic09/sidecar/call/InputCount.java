package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.sidecar.body.RequestBody;

/**
 * What CountTokens is asked about a call, and what its answer leaves out.
 *
 * @param body in the operation's form
 * @param besideTokens most input tokens of what the call has and the operation does not take
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html">
 *     CountTokens</a>
 */
public record InputCount(RequestBody body, long besideTokens) {}
