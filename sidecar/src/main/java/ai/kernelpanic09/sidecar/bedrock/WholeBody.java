package ai.kernelpanic09.sidecar.bedrock;

import io.vertx.core.buffer.Buffer;

/** A body that is of use only when all of it is there. */
final class WholeBody implements Intake<byte[]> {

  private final Buffer received = Buffer.buffer();

  @Override
  public void part(Buffer part) {
    received.appendBuffer(part);
  }

  @Override
  public byte[] end() {
    return received.getBytes();
  }
}
