package ai.kernelpanic09.sidecar.surface.openai;

/**
 * How a caller wants its answer.
 *
 * @param model as the caller wrote it
 * @param stream whether event by event
 * @param includeUsage whether a stream is to say what the call used
 * @param jsonByTool whether the answer is the input of {@link ResponseFormat#TOOL}
 */
record ChatWish(String model, boolean stream, boolean includeUsage, boolean jsonByTool) {}
