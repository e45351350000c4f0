package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.ledger.LedgerAnswer;

/** A durable answer of an endpoint's ledger, and the epoch of the leader that gave it. */
public record Settled(LedgerAnswer answer, long epoch) {}
