package ai.kernelpanic09.sidecar.surface.anthropic;

/**
 * How a caller wants its answer.
 *
 * @param model as the caller wrote it
 * @param stream whether event by event
 */
record MessageWish(String model, boolean stream) {}
