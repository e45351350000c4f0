package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.textcheck.CheckedTexts;
import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The texts of tools within a body that is to be sent, and that body with what has been put in
 * their place. Their memory is counted once, however often the call is tried.
 */
public final class WrittenTexts implements CheckedTexts {

  private final Splices received;
  private final BodyTexts texts;
  private final Held held;
  private Splices written;
  private boolean counted;

  public WrittenTexts(Splices received, BodyTexts texts, Held held) {
    this.received = received;
    this.texts = texts;
    this.held = held;
    written = received;
  }

  /** The body as it is to be sent. */
  public Splices written() {
    return written;
  }

  @Override
  public LongStream lengths() {
    return texts.lengths();
  }

  @Override
  public @Nullable String unreadable() {
    return texts.unreadable();
  }

  @Override
  public boolean hold(long bytes) {
    counted = counted || held.more(bytes);
    return counted;
  }

  @Override
  public List<String> read() {
    return texts.read();
  }

  @Override
  public void replace(List<String> masked) throws IOException {
    // From the bytes that were received: an earlier masking is part of the texts.
    written = texts.replaced(received, masked);
  }
}
