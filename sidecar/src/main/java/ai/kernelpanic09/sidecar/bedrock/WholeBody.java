package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.sidecar.body.Chunk;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import io.vertx.core.buffer.Buffer;

/** Takes an answer that is of use only as a whole. */
final class WholeBody implements Intake<BedrockAnswer> {

  private final ReceivedBytes received = new ReceivedBytes();
  private AnswerHead head = AnswerHead.NONE;

  @Override
  public void head(AnswerHead begun, Flow flow) {
    head = begun;
  }

  @Override
  public void part(Buffer part) {
    received.append(Chunk.bytes(part));
  }

  @Override
  public BedrockAnswer end() {
    return new BedrockAnswer(head, received);
  }
}
