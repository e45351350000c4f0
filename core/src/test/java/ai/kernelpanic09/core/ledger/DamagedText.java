package ai.kernelpanic09.core.ledger;

import java.util.Random;

/** Damages lines as people, bugs and disks do. */
final class DamagedText {

  private static final String ALPHABET = " #.-0159abc\n\u0000ü💥";

  /** The line with something cut, doubled, swapped, changed, inserted, or all of it replaced. */
  static String of(String line, Random random) {
    if (line.isEmpty()) {
      return "" + any(random);
    }
    var at = random.nextInt(line.length());
    return switch (random.nextInt(7)) {
      case 0 -> line.substring(0, at);
      case 1 -> line.substring(at);
      case 2 -> line.substring(0, at) + any(random) + line.substring(at);
      case 3 -> line.substring(0, at) + any(random) + line.substring(at + 1);
      case 4 -> line + line;
      case 5 -> line.substring(0, at) + line.substring(Math.min(line.length(), at + 5));
      default -> {
        var text = new StringBuilder();
        for (var i = random.nextInt(60); i > 0; i--) {
          text.append(any(random));
        }
        yield text.toString();
      }
    };
  }

  private static char any(Random random) {
    return ALPHABET.charAt(random.nextInt(ALPHABET.length()));
  }

  private DamagedText() {}
}
