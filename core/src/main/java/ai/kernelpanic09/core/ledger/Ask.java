package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.protocol.EndpointSync;

/**
 * One holder's report and wishes, with the identity that the operator has proven.
 *
 * @param holder UID of the holder's pod
 * @param workload kind and name of the pod's owner
 * @param incarnation name under which new leases open
 * @param seq the request's sequence number
 * @param sync what the holder says
 */
public record Ask(
    String holder, String workload, String incarnation, long seq, EndpointSync sync) {}
