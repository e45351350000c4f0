package ai.kernelpanic09.sidecar.textcheck;

import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The texts of one request that tools have answered or were given. */
public interface CheckedTexts {

  /** The texts of a request that has none. */
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

  /** The number of characters of each text, or more. */
  LongStream lengths();

  /** The path of a tool's content that a guardrail can't read; null when there is none. */
  @Nullable String unreadable();

  /**
   * Counts the memory that {@link #read} takes, once, however often the call is tried; false when
   * there is too little.
   */
  boolean hold(long bytes);

  /** The texts as the last masking has left them: as texts, or as JSON in its shortest form. */
  List<String> read();

  /**
   * Replaces the texts by others.
   *
   * @param texts as many as {@link #read} returns
   * @throws IOException when a text is not JSON where JSON stood
   */
  void replace(List<String> texts) throws IOException;
}
