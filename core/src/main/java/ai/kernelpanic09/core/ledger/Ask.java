package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.protocol.EndpointSync;

/**
 * One holder's report and wishes, with the identity that the operator has proven.
 *
 * @param holder UID of the holder's pod
 * @param pod name of the pod, as people know it
 * @param workload kind and name of the pod's owner, such as {@code Deployment/chat}
 * @param incarnation the holder's name for leases that it opens now
 * @param seq sequence number of the holder's request
 * @param sync the holder's report and wishes
 */
public record Ask(
    String holder, String pod, String workload, String incarnation, long seq, EndpointSync sync) {

  /**
   * Replaces the characters of {@code pod} and {@code workload} that a line of the ledger can't
   * hold.
   *
   * @throws IllegalArgumentException when a line can't hold {@code holder} or {@code incarnation}
   */
  public Ask {
    LineNames.require("holder", holder);
    LineNames.require("incarnation", incarnation);
    pod = LineNames.sanitize(pod);
    workload = LineNames.sanitize(workload);
  }

  /** An ask whose {@code holder} stands for the pod's name too. */
  public Ask(String holder, String workload, String incarnation, long seq, EndpointSync sync) {
    this(holder, holder, workload, incarnation, seq, sync);
  }
}
