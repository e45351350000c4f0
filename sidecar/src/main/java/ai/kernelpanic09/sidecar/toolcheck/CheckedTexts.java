package ai.kernelpanic09.sidecar.toolcheck;

import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The texts of one request that tools have answered or were given. */
public interface CheckedTexts {

  /** Of a request that has none. */
  CheckedTexts NONE =
      new CheckedTexts() {
        @Override
        public LongStream lengths() {
          return LongStream.empty();
        }

        @Override
        public @Nullable String unreadable() {
          return null;
        }

        @Override
        public boolean hold(long bytes) {
          return true;
        }

        @Override
        public List<String> read() {
          return List.of();
        }

        @Override
        public void replace(List<String> texts) {}
      };

  /** Characters of each text, or more. */
  LongStream lengths();

  /** The path of something of a tool's that a guardrail can't read; null when there is nothing. */
  @Nullable String unreadable();

  /** Counts the memory that {@link #read} takes: once, however often the call is tried. */
  boolean hold(long bytes);

  /** The texts, as they are now: texts, or JSON in its shortest form. */
  List<String> read();

  /**
   * Puts other texts in the place of those that were received.
   *
   * @param texts as many as {@link #read} returns
   * @throws IOException when one does not fit into the JSON around it
   */
  void replace(List<String> texts) throws IOException;
}
