package ai.kernelpanic09.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramTest {

  @Test
  void helpAndVersionAreNoErrors() {
    assertThat(ProgramRun.of("version")).isEqualTo(new ProgramRun(0, "k8s-ai 1.2.3\n", ""));
    assertThat(ProgramRun.of("--version")).isEqualTo(ProgramRun.of("version"));
    var help = ProgramRun.of("--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out())
        .contains("budget ", "local ", "completion ", "version ", "Exit codes: 0 done");
    for (var command : List.of("budget", "version", "completion")) {
      var inner = ProgramRun.of(command, "--help");
      assertThat(inner.exitCode()).isZero();
      assertThat(inner.out()).startsWith("Usage: k8s-ai " + command);
    }
    assertThat(ProgramRun.of("budget", "reset", "-h").out()).contains("--reason=TEXT");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                    | name a command: k8s-ai budget
          locale                                | name a command: k8s-ai budget
          budget                                | name a command: k8s-ai budget reset
          budget raise                          | name a command: k8s-ai budget reset
          budget reset --daily --reason r       | Missing required parameter: 'NAME'
          budget reset a b --daily --reason r   | Unmatched argument
          budget reset a --reason r             | say which budget: --daily or --monthly
          budget reset a --dayly                | Unknown option: '--dayly'
          budget reset a --daily --reason       | Missing required parameter for option '--reason'
          completion tcsh                       | expected one of
          version 2                             | Unmatched argument
          """)
  void wrongInputGetsOneSentenceAndExitCode2(String arguments, String sentence) {
    var run = ProgramRun.of(arguments.isEmpty() ? new String[0] : arguments.split(" +"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("k8s-ai: ").contains(sentence).hasLineCount(1);
  }

  @Test
  void aSettingThatIsNoNumberIsNamed() {
    assertThat(ProgramRun.in(Map.of("K8S_AI_WAIT_SECONDS", "soon"), "version").err())
        .contains("K8S_AI_WAIT_SECONDS is 'soon'");
  }

  @Test
  void localModeGetsItsArgumentsAsTheyAre() {
    var got = new ArrayList<String>();

    var run =
        ProgramRun.withLocal(
            arguments -> got.addAll(List.of(arguments)), "local", "folder", "--help", "--new=1");

    assertThat(run).isEqualTo(new ProgramRun(0, "", ""));
    assertThat(got).containsExactly("folder", "--help", "--new=1");
  }
}
