package ai.kernelpanic09.core.simulation;

import ai.kernelpanic09.core.ledger.Ask;

/** One request on its way: who sent it, by which process of it, and when by its own clock. */
record Message(String id, SimulatedPod sender, int process, long sentNanos, Ask ask) {}
