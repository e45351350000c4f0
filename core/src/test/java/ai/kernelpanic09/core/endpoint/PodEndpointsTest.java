package ai.kernelpanic09.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.PodEndpoints.Source;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PodEndpointsTest {

  private static final String LONGEST_NAME = "n".repeat(PodEndpoints.MAX_NAME_LENGTH);

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // label, annotation, the endpoints of a pod in namespace team
        "claude,         -,                        [team/claude]",
        "shared.llama,   -,                        [shared/llama]",
        "' claude ',     -,                        [team/claude]",
        "claude,         nova,                     '[team/claude, team/nova]'",
        "claude,         'nova, shared.llama',     '[team/claude, team/nova, shared/llama]'",
        "nova,           'claude,nova',            '[team/nova, team/claude]'",
        "claude,         team.claude,              [team/claude]",
        "claude,         ',,nova,',                '[team/claude, team/nova]'",
        "claude,         '',                       [team/claude]",
        "'',             nova,                     [team/nova]",
        "Claude,         nova,                     [team/nova]",
        "claude,         'no va,-nova,nova-,n/v',  [team/claude]",
        "a.b.c,          -,                        []",
        ".claude,        -,                        []",
        "shared.,        -,                        []",
        "-,              nova,                     []",
        "-,              -,                        []"
      })
  void labelAndAnnotationNameEndpoints(
      @Nullable String label, @Nullable String additional, String expected) {
    assertThat(PodEndpoints.named(label, additional, "team")).hasToString(expected);
  }

  @Test
  void aNameLeavesRoomForThePrefixOfItsService() {
    assertThat(PodEndpoints.named(LONGEST_NAME, null, "team")).hasSize(1);
    assertThat(PodEndpoints.named(LONGEST_NAME + "n", null, "team")).isEmpty();
    assertThat(PodEndpoints.named("s".repeat(63) + ".claude", null, "team")).hasSize(1);
    assertThat(PodEndpoints.named("s".repeat(64) + ".claude", null, "team")).isEmpty();
  }

  @Test
  void entriesSayWhereTheyStandAndWhatNamesNoEndpoint() {
    var entries = PodEndpoints.entries("Claude", " nova ,", "team");

    assertThat(entries)
        .extracting(PodEndpoints.Entry::source)
        .containsExactly(Source.LABEL, Source.ANNOTATION, Source.ANNOTATION);
    assertThat(entries).extracting(PodEndpoints.Entry::text).containsExactly("Claude", "nova", "");
    assertThat(entries)
        .extracting(entry -> entry.endpoint().map(EndpointName::toString).orElse("none"))
        .containsExactly("none", "team/nova", "none");
  }

  @Test
  void aListThatIsTooLongIsNotTakenApart() {
    var list = IntStream.range(0, 100).mapToObj(i -> "e" + i).collect(Collectors.joining(","));

    var entries = PodEndpoints.entries("claude", list, "team");

    assertThat(entries).hasSize(1 + PodEndpoints.MAX + 1);
    assertThat(entries.getLast().text()).startsWith("e32,e33,").endsWith(",e99");
    assertThat(entries.getLast().endpoint()).isEmpty();
    assertThat(PodEndpoints.named("claude", list, "team")).hasSize(PodEndpoints.MAX);
    assertThat(PodEndpoints.named("claude", "e0,".repeat(40) + "nova", "team"))
        .hasToString("[team/claude, team/e0]");
  }
}
