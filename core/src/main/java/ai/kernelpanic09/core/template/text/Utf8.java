package ai.kernelpanic09.core.template.text;

import java.nio.charset.StandardCharsets;

/**
 * UTF-8 over byte strings.
 *
 * <p>A byte string is a Java string each of whose chars is one byte (0 to 255). The JDK keeps such
 * a string as an array of bytes, its length and substrings are those of Go, and its order is the
 * order of the bytes.
 */
public final class Utf8 {

  /** The rune to which an invalid byte decodes. */
  public static final int REPLACEMENT = 0xFFFD;

  /** The greatest code point. */
  public static final int MAX_RUNE = Character.MAX_CODE_POINT;

  private static final int WIDTH_BITS = 3;
  private static final int INVALID = (REPLACEMENT << WIDTH_BITS) | 1;

  private Utf8() {}

  /** Returns the bytes of a Java text; a surrogate without its partner becomes U+FFFD. */
  public static String bytesOf(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return encode(text);
      }
    }
    return text;
  }

  private static String encode(String text) {
    var bytes = new StringBuilder(text.length() + 16);
    for (var i = 0; i < text.length(); ) {
      var rune = text.codePointAt(i);
      append(bytes, rune);
      i += Character.charCount(rune);
    }
    return bytes.toString();
  }

  /** Returns the Java text of a byte string; bytes that are not UTF-8 become U+FFFD. */
  public static String textOf(String bytes) {
    return new String(array(bytes), StandardCharsets.UTF_8);
  }

  /** Returns the bytes of a byte string as an array. */
  public static byte[] array(String bytes) {
    return bytes.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Returns the byte string of an array. */
  public static String ofArray(byte[] array) {
    return new String(array, StandardCharsets.ISO_8859_1);
  }

  /**
   * Decodes the rune that begins at an index; {@link #rune} and {@link #width} take the result
   * apart. An invalid byte is a {@link #REPLACEMENT} of width 1.
   */
  public static int decode(String bytes, int at) {
    int first = bytes.charAt(at);
    if (first < 0x80) {
      return (first << WIDTH_BITS) | 1;
    }
    if (first < 0xC2 || first > 0xF4) {
      return INVALID;
    }
    var width = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (at + width > bytes.length()) {
      return INVALID;
    }
    int second = bytes.charAt(at + 1);
    var low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    var high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < low || second > high) {
      return INVALID;
    }
    var rune = ((first & (0xFF >> (width + 1))) << 6) | (second & 0x3F);
    for (var i = 2; i < width; i++) {
      int next = bytes.charAt(at + i);
      if (next < 0x80 || next > 0xBF) {
        return INVALID;
      }
      rune = (rune << 6) | (next & 0x3F);
    }
    return (rune << WIDTH_BITS) | width;
  }

  /** Returns the rune of a decoding. */
  public static int rune(int decoded) {
    return decoded >>> WIDTH_BITS;
  }

  /** Returns the number of bytes that a decoding took. */
  public static int width(int decoded) {
    return decoded & ((1 << WIDTH_BITS) - 1);
  }

  /** Decodes the rune that ends before an index greater than 0. */
  public static int decodeLast(String bytes, int end) {
    for (var start = end - 1; start >= Math.max(0, end - 4); start--) {
      var c = bytes.charAt(start);
      if (c < 0x80 || c > 0xBF) {
        var decoded = decode(bytes.substring(start, end), 0);
        return start + width(decoded) == end ? decoded : INVALID;
      }
    }
    return INVALID;
  }

  /** Appends a rune's bytes; a number that is not a code point becomes {@link #REPLACEMENT}. */
  public static void append(StringBuilder bytes, int rune) {
    if (rune >= 0 && rune < 0x80) {
      bytes.append((char) rune);
    } else if (!isValid(rune)) {
      append(bytes, REPLACEMENT);
    } else if (rune < 0x800) {
      bytes.append((char) (0xC0 | (rune >> 6))).append((char) (0x80 | (rune & 0x3F)));
    } else {
      if (rune < 0x10000) {
        bytes.append((char) (0xE0 | (rune >> 12)));
      } else {
        bytes.append((char) (0xF0 | (rune >> 18))).append((char) (0x80 | ((rune >> 12) & 0x3F)));
      }
      bytes.append((char) (0x80 | ((rune >> 6) & 0x3F))).append((char) (0x80 | (rune & 0x3F)));
    }
  }

  /** Returns whether a number is a code point that UTF-8 can encode. */
  public static boolean isValid(int rune) {
    return rune >= 0 && rune <= MAX_RUNE && (rune < 0xD800 || rune > 0xDFFF);
  }

  /** Returns the number of runes of a byte string; each invalid byte counts as one. */
  public static int runeCount(String bytes) {
    var count = 0;
    for (var i = 0; i < bytes.length(); count++) {
      i += bytes.charAt(i) < 0x80 ? 1 : width(decode(bytes, i));
    }
    return count;
  }

  /** Returns the first {@code runes} runes of a byte string. */
  public static String prefix(String bytes, int runes) {
    if (bytes.length() <= runes) {
      return bytes;
    }
    var i = 0;
    for (var n = 0; n < runes && i < bytes.length(); n++) {
      i += width(decode(bytes, i));
    }
    return bytes.substring(0, i);
  }
}
