package ai.kernelpanic09.sidecar.json;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.sidecar.body.ByteCursor;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalizedBytesTest {

  private static final int TEXTS = 50_000;

  private static long bound(String text) {
    var bytes = new NormalizedBytes();
    bytes.begin();
    return utf8(text) + text.codePoints().mapToLong(bytes::of).sum();
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static int normalized(String text) {
    return Math.max(
        utf8(Normalizer.normalize(text, Form.NFKC)), utf8(Normalizer.normalize(text, Form.NFC)));
  }

  private static List<Integer> characters() {
    return IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
        .filter(Character::isDefined)
        .filter(each -> Character.getType(each) != Character.SURROGATE)
        .filter(each -> Character.getType(each) != Character.PRIVATE_USE)
        .boxed()
        .toList();
  }

  @Test
  void noCharacterNormalisesToMoreThanItsBound() {
    for (var each : characters()) {
      var text = Character.toString(each);
      assertThat(bound(text)).as("U+%04X", each).isGreaterThanOrEqualTo(normalized(text));
    }
  }

  @Test
  void noTextNormalisesToMoreThanItsBound() {
    var seed = System.nanoTime();
    var random = new Random(seed);
    var all = characters();
    var changing = new ArrayList<Integer>();
    for (var each : all) {
      var text = Character.toString(each);
      var isMark = Character.getType(each) <= 8 && each > 0x2FF;
      if (isMark || !Normalizer.isNormalized(text, Form.NFKD)) {
        changing.add(each);
      }
    }
    for (var i = 0; i < TEXTS; i++) {
      var text = new StringBuilder();
      for (var left = 1 + random.nextInt(12); left > 0; left--) {
        var from = random.nextInt(4) == 0 ? all : changing;
        text.appendCodePoint(from.get(random.nextInt(from.size())));
      }
      assertThat(bound(text.toString()))
          .as("seed %d, text %s", seed, text.codePoints().boxed().toList())
          .isGreaterThanOrEqualTo(normalized(text.toString()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "plain, 5",
    "caf\u00e9, 5",
    "\uD55C\uAE00, 6",
    "\u65E5\u672C\u8A9E, 9",
    "\u1EBF, 3",
    "\uFDFA, 33",
    "\u00BD, 5",
  })
  void usualTextsAreBoundedByTheirOwnBytes(String text, int bytes) {
    assertThat(bound(text)).isEqualTo(bytes);
  }

  @Test
  void aMarkTakesTheCharacterBeforeItApart() {
    var text = "\u00e9\u0323";
    assertThat(normalized(text)).isEqualTo(5);
    assertThat(bound(text)).isEqualTo(5);
    assertThat(bound("\u00e9a\u0323")).isEqualTo(utf8("\u00e9a\u0323"));
  }

  @Test
  void aScanCountsThemHoweverTheyAreWritten() throws Exception {
    var written = "\uFDFA\\ufdfa\u00e9\\u0323\"";
    var scan =
        new TextScan(
            new ByteCursor(
                ReceivedBytes.of(written.getBytes(StandardCharsets.UTF_8)), 0, utf8(written)));
    scan.scan(null);
    assertThat(scan.normalizedBytes()).isEqualTo(33 + 33 + 5);
    assertThat(scan.utf8Bytes()).isEqualTo(3 + 3 + 4);
  }
}
