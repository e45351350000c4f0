package ai.kernelpanic09.webhook.inject;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import java.util.List;

/**
 * The summary of an injection, for Events and the command line.
 *
 * @param endpoints all endpoints of the pod, its first one first
 * @param missing those of them that do not exist yet
 * @param workload {@code kind/name} of the workload, at most 63 characters
 */
public record InjectionReport(
    AdmissionReason reason,
    List<EndpointName> endpoints,
    List<EndpointName> missing,
    String workload) {

  /** Copies its lists. */
  public InjectionReport {
    endpoints = List.copyOf(endpoints);
    missing = List.copyOf(missing);
  }
}
