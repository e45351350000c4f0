package ai.kernelpanic09.sidecar.textcheck;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The texts of one request that a guardrail may have to check by calls of their own. */
public interface CheckedTexts {

  /** The texts of a request that has none. */
  CheckedTexts NONE =
      new CheckedTexts() {
        @Override
        public int count() {
          return 0;
        }

        @Override
        public TextKind kind(int index) {
          throw new IndexOutOfBoundsException(index);
        }

        @Override
        public long length(int index) {
          throw new IndexOutOfBoundsException(index);
        }

        @Override
        public void digest(int index, MessageDigest into) {
          throw new IndexOutOfBoundsException(index);
        }

        @Override
        public String read(int index) {
          throw new IndexOutOfBoundsException(index);
        }

        @Override
        public void replace(List<Integer> indexes, List<String> texts) {}

        @Override
        public @Nullable String unreadable(TextKind kind) {
          return null;
        }

        @Override
        public boolean hold(long bytes) {
          return true;
        }
      };

  /** The number of texts of all kinds. */
  int count();

  TextKind kind(int index);

  /** The number of characters of a text, or more. */
  long length(int index);

  /** Adds a text as it stands to a digest; texts that {@link #read} tells apart differ in it. */
  void digest(int index, MessageDigest into);

  /**
   * A text as the last masking has left it: as a text, or as JSON in its shortest form.
   *
   * @throws IOException when it can't be read; the message says why
   */
  String read(int index) throws IOException;

  /**
   * Replaces texts by others.
   *
   * @param texts as many as there are {@code indexes}
   * @throws IOException when a text is not JSON where JSON stood
   */
  void replace(List<Integer> indexes, List<String> texts) throws IOException;

  /** The path of content of this kind that a guardrail can't read; null when there is none. */
  @Nullable String unreadable(TextKind kind);

  /**
   * Counts the memory that reading takes, once, however often the call is tried; false when there
   * is too little.
   */
  boolean hold(long bytes);
}
