package ai.kernelpanic09.e2e.chaos;

import java.time.Duration;

/**
 * One fault of the plan.
 *
 * @param number its place in the plan, from 1
 * @param pick a number that chooses among the targets, and the amount of an edit
 * @param lasts time until it is ended, for faults that last
 * @param rest time until the next fault
 */
record Fault(int number, FaultKind kind, int pick, Duration lasts, Duration rest) {}
