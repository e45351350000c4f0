package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;

/** An answer of success that is wanted as a whole. */
public record BedrockAnswer(AnswerHead head, ReceivedBytes body) {}
