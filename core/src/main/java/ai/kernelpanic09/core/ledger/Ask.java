package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.protocol.EndpointSync;

/**
 * One holder's report and wishes, with the identity that the operator has proven.
 *
 * @param holder UID of the holder's pod
 * @param pod name of the pod, as people know it
 * @param workload kind and name of the pod's owner
 * @param incarnation name under which new leases open
 * @param seq the request's sequence number
 * @param sync what the holder says
 */
public record Ask(
    String holder, String pod, String workload, String incarnation, long seq, EndpointSync sync) {

  /**
   * Pod and workload become words that a line of the ledger can hold.
   *
   * @throws IllegalArgumentException when holder or incarnation are no such words
   */
  public Ask {
    Words.require("holder", holder);
    Words.require("incarnation", incarnation);
    pod = Words.plain(pod);
    workload = Words.plain(workload);
  }

  /** A holder that has no other name. */
  public Ask(String holder, String workload, String incarnation, long seq, EndpointSync sync) {
    this(holder, holder, workload, incarnation, seq, sync);
  }
}
