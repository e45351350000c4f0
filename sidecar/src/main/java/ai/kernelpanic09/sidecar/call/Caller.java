package ai.kernelpanic09.sidecar.call;

import java.util.Map;

/**
 * Who makes a call, and how it can be found again.
 *
 * @param workload the caller's workload
 * @param namespace the caller's namespace; empty where it is not known, or always the same
 * @param requestId names the caller's request in its answer, in the log, and in the customer's
 *     invocation logs
 * @param traceHeaders of the W3C trace that the call belongs to, handed on to Bedrock; empty for
 *     none
 */
public record Caller(
    String workload, String namespace, String requestId, Map<String, String> traceHeaders) {

  public Caller {
    traceHeaders = Map.copyOf(traceHeaders);
  }
}
