package ai.kernelpanic09.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LocalCommandTest {

  private static final Pattern OPTION = Pattern.compile("(?<![\\w.-])--[a-z-]+");

  @Test
  void itsOptionsAreThoseThatLocalModesHelpNames() {
    var help = new ByteArrayOutputStream();
    var before = System.out;
    System.setOut(new PrintStream(help, true, StandardCharsets.UTF_8));
    try {
      ai.kernelpanic09.local.Main.main(new String[] {"--help"});
    } finally {
      System.setOut(before);
    }

    var named =
        OPTION
            .matcher(help.toString(StandardCharsets.UTF_8))
            .results()
            .map(found -> found.group())
            .distinct()
            .toList();

    assertThat(named).isNotEmpty();
    assertThat(LocalCommand.spec().optionsMap().keySet().stream().filter(n -> n.startsWith("--")))
        .containsExactlyInAnyOrderElementsOf(named);
  }
}
