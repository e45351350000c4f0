package ai.kernelpanic09.sidecar.surface.openai;

/**
 * How a caller wants its response.
 *
 * @param stream whether event by event
 * @param summary whether the model's thoughts are to be seen
 * @param jsonByTool whether the answer is the input of {@link ResponseFormat#TOOL}
 * @param echo the settings that a response repeats
 */
record ResponsesWish(boolean stream, boolean summary, boolean jsonByTool, ResponseEcho echo) {}
