package ai.kernelpanic09.api.condition;

/** A reason of a condition or an Event: one word for programs, and two sentences for people. */
public sealed interface DocumentedReason permits ConditionReason, EventReason {

  /** The word as a condition or an Event carries it, in upper camel case. */
  String id();

  /** A sentence that says what the reason means. */
  String meaning();

  /** A sentence that says what to do about it. */
  String fix();
}
