package ai.kernelpanic09.sidecar.surface.openai;

import java.util.UUID;

/** Ids of answers and of what they are made of. */
final class AnswerIds {

  private AnswerIds() {}

  /**
   * What the ids of an answer have in common.
   *
   * @param requestId Bedrock's name for the request, by which AWS finds it; empty where no model
   *     was called
   */
  static String base(String requestId) {
    return requestId.isEmpty() ? UUID.randomUUID().toString() : requestId;
  }
}
