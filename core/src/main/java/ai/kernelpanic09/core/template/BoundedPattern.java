package ai.kernelpanic09.core.template;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Matches a regular expression in bounded time.
 *
 * <p>The JDK's engine backtracks, and {@code (.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)b} keeps it busy for
 * years with a few hundred characters. It reads a text one character at a time, though: a text that
 * counts its reads, and ends the match after too many, bounds the time of any expression.
 */
final class BoundedPattern {

  /** Longest text that is matched; the engine recurses over some expressions. */
  static final int MAX_CHARS = 8_192;

  /** Most reads: a harmless expression takes a few per character. */
  private static final int MAX_READS = 1_000_000;

  private BoundedPattern() {}

  /** The result of a match. */
  enum Result {
    YES,
    NO,
    TOO_LONG,
    TOO_HARD,
    NO_PATTERN
  }

  private static final class TooManyReads extends RuntimeException {

    @java.io.Serial private static final long serialVersionUID = 1L;

    TooManyReads() {
      super(null, null, false, false);
    }
  }

  /** A text of which {@link #MAX_READS} characters can be read in all. */
  private static final class Counted implements CharSequence {

    private final String text;
    private int readsLeft = MAX_READS;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (--readsLeft < 0) {
        throw new TooManyReads();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Returns whether the whole of a text matches. */
  static Result match(String pattern, String text) {
    if (text.length() > MAX_CHARS) {
      return Result.TOO_LONG;
    }
    try {
      return Pattern.compile(pattern).matcher(new Counted(text)).matches() ? Result.YES : Result.NO;
    } catch (PatternSyntaxException e) {
      return Result.NO_PATTERN;
    } catch (TooManyReads | StackOverflowError e) {
      // The engine recurses once per iteration of some loops, and can run out of stack.
      return Result.TOO_HARD;
    }
  }
}
