package ai.kernelpanic09.sidecar.textcheck;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.sidecar.textcheck.CheckPlan.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts of tools, cut into requests for the guardrail. */
class CheckPlanTest {

  static List<Long> seeds() {
    return IntStream.range(0, 200).mapToObj(i -> 1_000_003L * i).toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothingIsLostOrTooLargeAndItCostsNoMoreThanWasSetAside(long seed) {
    var random = new Random(seed);
    var texts = new ArrayList<String>();
    for (var i = random.nextInt(6); i >= 0; i--) {
      texts.add(text(random, random.nextInt(10) == 0 ? 90_000 : 4_000));
    }
    var requests = CheckPlan.requests(texts);
    for (var request : requests) {
      assertThat(request.stream().mapToInt(each -> each.content().length()).sum())
          .isPositive()
          .isLessThanOrEqualTo(CheckPlan.MAX_REQUEST_CHARACTERS);
    }
    for (var i = 0; i < texts.size(); i++) {
      var number = i;
      var joined = new StringBuilder();
      requests.stream()
          .flatMap(List::stream)
          .filter(each -> each.text() == number)
          .map(Piece::content)
          .forEach(joined::append);
      assertThat(joined).hasToString(texts.get(i));
    }
    var billed =
        requests.stream()
            .flatMap(List::stream)
            .mapToLong(each -> Math.ceilDiv(each.content().length(), CheckPlan.UNIT))
            .sum();
    var setAside = texts.stream().mapToLong(each -> CheckPlan.maxCharacters(each.length())).sum();
    assertThat(billed * CheckPlan.UNIT).isLessThanOrEqualTo(setAside);
  }

  /** A text of words and of emoji beyond the basic plane, with blanks or without any. */
  private static String text(Random random, int longest) {
    var length = random.nextInt(longest);
    var blanks = random.nextBoolean();
    var text = new StringBuilder();
    while (text.length() < length) {
      text.append(
          switch (random.nextInt(blanks ? 12 : 4)) {
            case 0 -> "\uD83D\uDE00";
            case 1, 2, 3 -> "word";
            default -> " ";
          });
    }
    return text.toString();
  }
}
