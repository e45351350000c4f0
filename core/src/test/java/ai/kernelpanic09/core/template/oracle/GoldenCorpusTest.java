package ai.kernelpanic09.core.template.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Compares our templates with recorded answers of Go; it needs no Go.
 *
 * <p>{@code -Dtemplate.corpus=update} asks Go again, also for lines that have no answer yet.
 */
class GoldenCorpusTest {

  private static final Path CORPUS = Path.of("src/test/resources/template/corpus.jsonl");

  @Test
  void agreesWithGoOnTheCorpus() throws IOException {
    var lines =
        Files.readAllLines(CORPUS, StandardCharsets.UTF_8).stream().map(Case::read).toList();
    if ("update".equals(System.getProperty("template.corpus"))) {
      lines = update(lines);
    }
    var disagreements =
        lines.stream().map(GoldenCorpusTest::disagreement).filter(each -> !each.isEmpty()).toList();
    assertThat(lines).hasSizeGreaterThan(400);
    assertThat(disagreements).isEmpty();
  }

  private static String disagreement(JsonNode line) {
    var asked = CorpusLine.asked(line);
    var golden = CorpusLine.answer(line);
    var ours = Ours.to(asked);
    return !(ours instanceof TemplateResult.TooMuch) && Ours.agree(ours, golden)
        ? ""
        : "\n" + asked + "\nGo         " + golden + "\nours       " + ours;
  }

  private static List<JsonNode> update(List<JsonNode> lines) throws IOException {
    var cases = lines.stream().map(CorpusLine::asked).toList();
    try (var oracle = Oracle.start(Oracle.go().orElseThrow())) {
      var answers = oracle.ask(cases);
      var answered = new ArrayList<JsonNode>();
      for (var i = 0; i < cases.size(); i++) {
        answered.add(CorpusLine.of(cases.get(i), answers.get(i)));
      }
      Files.writeString(
          CORPUS,
          answered.stream().map(line -> line + "\n").distinct().collect(Collectors.joining()));
      return answered;
    }
  }
}
