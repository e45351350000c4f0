package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;

/** A successful answer, received as a whole. */
public record BedrockAnswer(AnswerHead head, ReceivedBytes body) {}
