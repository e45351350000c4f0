package ai.kernelpanic09.core.template.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

  @Test
  void findsTheSmallestTemplateWithATroublesomePiece() {
    var random = new Random(7);
    Choices failing;
    do {
      failing = Choices.random(random);
    } while (!TemplateGrammar.generate(failing).template().contains("{{range .map}}"));

    var smallest =
        Shrinker.shrink(
            failing.drawn(),
            choices ->
                TemplateGrammar.generate(Choices.replay(choices))
                    .template()
                    .contains("{{range .map}}"));

    var shrunk = TemplateGrammar.generate(Choices.replay(smallest));
    assertThat(shrunk.template()).isEqualTo("{{range .map}}{{end}}");
    assertThat(shrunk.dataJson()).isEqualTo("{}");
  }

  @Test
  void replaysWhatWasDrawn() {
    var drawn = Choices.random(new Random(11));
    var made = TemplateGrammar.generate(drawn);

    assertThat(TemplateGrammar.generate(Choices.replay(drawn.drawn()))).isEqualTo(made);
    assertThat(TemplateGrammar.generate(Choices.replay(List.of())).template()).isEmpty();
  }
}
