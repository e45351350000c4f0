package ai.kernelpanic09.sidecar.json;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the UTF-8 bytes that a text has in NFKC or NFC, to which some tokenisers bring it before
 * they count its bytes. A character of compatibility can grow elevenfold (U+FDFA), and a mark can
 * take a composed character apart that stands before it.
 *
 * @see <a href="https://www.unicode.org/reports/tr15/">UAX #15, Unicode normalisation forms</a>
 */
final class NormalizedBytes {

  private static final int BLOCK = 256;

  /**
   * By blocks of characters, each made when the first of its characters comes. It holds what
   * Unicode says, so that it makes no difference who makes a block, or whether two do.
   */
  private static final AtomicReferenceArray<@Nullable Growth> BLOCKS =
      new AtomicReferenceArray<>((Character.MAX_CODE_POINT + 1) / BLOCK);

  /** What the last character grows by if a mark comes behind it. */
  private int takenApart;

  /**
   * Bytes that characters of a block grow by.
   *
   * @param alone composed again, as they are without a mark behind them
   * @param apart how much more it is if a mark takes them apart; below zero for a mark
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Growth(byte[] alone, byte[] apart) {}

  /** Begins another text. */
  void begin() {
    takenApart = 0;
  }

  /** The bytes that the next character of the text adds beside its own. */
  int of(int codePoint) {
    if (codePoint < 0x80) {
      takenApart = 0;
      return 0;
    }
    var index = codePoint / BLOCK;
    var block = BLOCKS.get(index);
    if (block == null) {
      block = block(index * BLOCK);
      BLOCKS.set(index, block);
    }
    var at = codePoint % BLOCK;
    var grown = (int) block.alone[at];
    if (block.apart[at] < 0) {
      grown += takenApart;
      takenApart = 0;
    } else {
      takenApart = block.apart[at];
    }
    return grown;
  }

  private static Growth block(int first) {
    var alone = new byte[BLOCK];
    var apart = new byte[BLOCK];
    for (var i = 0; i < BLOCK; i++) {
      var codePoint = first + i;
      if (codePoint >= 0x80 && Character.getType(codePoint) != Character.SURROGATE) {
        var text = Character.toString(codePoint);
        var own = utf8(text);
        var whole = most(text, Form.NFKD, Form.NFD);
        if (isMark(codePoint)) {
          alone[i] = (byte) Math.max(0, whole - own);
          apart[i] = -1;
        } else {
          var composed = Math.max(own, most(text, Form.NFKC, Form.NFC));
          alone[i] = (byte) (composed - own);
          apart[i] = (byte) Math.max(0, whole - composed);
        }
      }
    }
    return new Growth(alone, apart);
  }

  private static int most(String text, Form one, Form other) {
    return Math.max(utf8(Normalizer.normalize(text, one)), utf8(Normalizer.normalize(text, other)));
  }

  private static boolean isMark(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> false;
    };
  }

  private static int utf8(String text) {
    return text.codePoints().map(NormalizedBytes::utf8).sum();
  }

  private static int utf8(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }
}
