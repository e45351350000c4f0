package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.textcheck.CheckedTexts;
import ai.kernelpanic09.sidecar.textcheck.TextKind;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The texts to check within a body that is to be sent, and that body with what has been put in
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
  public int count() {
    return texts.count();
  }

  @Override
  public TextKind kind(int index) {
    return texts.kind(index);
  }

  @Override
  public long length(int index) {
    return texts.length(index);
  }

  @Override
  public void digest(int index, MessageDigest into) {
    texts.digest(index, into);
  }

  @Override
  public String read(int index) throws IOException {
    return texts.read(index);
  }

  @Override
  public void replace(List<Integer> indexes, List<String> masked) throws IOException {
    // From the bytes that were received: an earlier masking is part of the texts.
    written = texts.replaced(received, indexes, masked);
  }

  @Override
  public @Nullable String unreadable(TextKind kind) {
    return texts.unreadable(kind);
  }

  @Override
  public boolean hold(long bytes) {
    counted = counted || held.more(bytes);
    return counted;
  }
}
