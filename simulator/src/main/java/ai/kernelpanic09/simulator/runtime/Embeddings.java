package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.catalog.Target;
import ai.kernelpanic09.simulator.signature.SignatureV4.Signed;
import ai.kernelpanic09.simulator.wire.AwsResponse;
import io.vertx.core.json.JsonObject;

/** InvokeModel of the models that answer with vectors: input is billed, and nothing else. */
final class Embeddings {
  private final Dialects dialects;
  private final TokenCounter tokens;
  private final Inference inference;

  Embeddings(Dialects dialects, TokenCounter tokens, Inference inference) {
    this.dialects = dialects;
    this.tokens = tokens;
    this.inference = inference;
  }

  AwsResponse embed(Signed signed, Target target, JsonObject body, CallDraft draft) {
    var embedded = embedded(target, body);
    inference.embed(signed, target, embedded.inputTokens(), draft);
    return counted(AwsResponse.json(200, embedded.response()), embedded.inputTokens(), draft);
  }

  /** The answer with the headers that tell its latency and its input tokens. */
  static AwsResponse counted(AwsResponse reply, long inputTokens, CallDraft draft) {
    return reply
        .with(
            "x-amzn-bedrock-invocation-latency",
            Long.toString(Math.max(1, draft.delivery().delayMillis())))
        .with("x-amzn-bedrock-input-token-count", Long.toString(inputTokens));
  }

  private EmbeddingDialect.Embedded embedded(Target target, JsonObject body) {
    return NativeBody.read(
        () -> dialects.embedding(target.model()).embed(body, target.model(), tokens));
  }
}
