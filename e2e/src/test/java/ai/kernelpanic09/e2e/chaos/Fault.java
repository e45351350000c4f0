package ai.kernelpanic09.e2e.chaos;

import java.time.Duration;

/**
 * One step of the plan.
 *
 * @param number its place in the plan, from 1
 * @param pick chooses the target among those there are, and the amount of an edit
 * @param lasts how long it lasts before it is healed, where it lasts
 * @param rest how long until the next one
 */
record Fault(int number, FaultKind kind, int pick, Duration lasts, Duration rest) {}
