package ai.kernelpanic09.core.simulation;

import ai.kernelpanic09.core.ledger.Ask;

/**
 * One request on its way, with its sender, the number of the sender's process, and the time of
 * sending by the sender's clock.
 */
record Message(String id, SimulatedPod sender, int process, long sentNanos, Ask ask) {}
