package ai.kernelpanic09.simulator.iam;

import java.time.Duration;
import java.util.List;

/** A role: who may assume it, for how long, and what it may do. */
public record Role(
    Arn arn, String id, Policy trust, List<Policy> permissions, Duration maxSession) {}
