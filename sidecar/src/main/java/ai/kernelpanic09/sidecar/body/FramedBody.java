package ai.kernelpanic09.sidecar.body;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;

/** A body with a few bytes of our own before it and behind it. */
@SuppressWarnings("ArrayRecordComponent") // Records of this type are never compared.
public record FramedBody(byte[] before, RequestBody framed, byte[] behind) implements RequestBody {

  @Override
  public long length() {
    return before.length + framed.length() + behind.length;
  }

  @Override
  public InputStream open() {
    return new SequenceInputStream(
        new SequenceInputStream(new ByteArrayInputStream(before), framed.open()),
        new ByteArrayInputStream(behind));
  }
}
