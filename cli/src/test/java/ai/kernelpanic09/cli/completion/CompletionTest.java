package ai.kernelpanic09.cli.completion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.cli.ProgramRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {

  @TempDir Path folder;

  /** What bash offers for the last word of a command line. */
  private List<String> bash(String... words) throws IOException, InterruptedException {
    var script =
        Files.writeString(folder.resolve("script"), ProgramRun.of("completion", "bash").out());
    var program =
        """
        source %s || exit 1
        COMP_WORDS=(%s) COMP_CWORD=%d
        _complete_k8s-ai || true
        printf '%%s\\n' "${COMPREPLY[@]}"
        """
            .formatted(script, quoted(words), words.length - 1);
    var process = new ProcessBuilder("bash", "-c", program).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said.lines().map(String::strip).toList();
  }

  private static String quoted(String... words) {
    return "'" + String.join("' '", words) + "'";
  }

  @Test
  void bashOffersCommandsAndTheirOptions() throws Exception {
    assertThat(bash("k8s-ai", "")).contains("budget", "local", "completion", "version");
    assertThat(bash("k8s-ai", "budget", "")).contains("reset");
    assertThat(bash("k8s-ai", "budget", "reset", "--")).contains("--daily", "--context", "--as");
    assertThat(bash("k8s-ai", "local", "--")).contains("--simulated", "--state");
    assertThat(bash("k8s-ai", "completion", "z")).containsExactly("zsh");
  }

  @Test
  void zshLoadsBashsCompletion() {
    assertThat(ProgramRun.of("completion", "zsh").out())
        .isEqualTo(ProgramRun.of("completion", "bash").out())
        .contains("bashcompinit");
  }

  @Test
  void fishHasALineForEachCommandAndOption() {
    var lines = ProgramRun.of("completion", "fish").out();

    assertThat(lines.lines()).allMatch(line -> line.startsWith("complete -c k8s-ai "));
    assertThat(lines)
        .contains(" -a budget -d ")
        .contains(
            "'__fish_seen_subcommand_from budget; and not __fish_seen_subcommand_from reset' -a reset")
        .contains("and __fish_seen_subcommand_from reset' -l reason -x -d 'why")
        .contains("-l kubeconfig -r -F -d ")
        .contains("-s n -l namespace -x")
        .contains("'__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'")
        .contains("'__fish_seen_subcommand_from local' -l simulated -d ")
        .contains("Commands for an endpoint\\'s budget.");
  }
}
