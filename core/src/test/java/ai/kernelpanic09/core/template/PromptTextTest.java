package ai.kernelpanic09.core.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kernelpanic09.core.template.exec.MissingKey;
import ai.kernelpanic09.core.template.fault.TemplateException;
import ai.kernelpanic09.core.template.fault.TemplateExecutionException;
import ai.kernelpanic09.core.template.fault.TemplateSyntaxException;
import ai.kernelpanic09.core.template.limit.ParseLimits;
import ai.kernelpanic09.core.template.limit.RenderLimits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PromptTextTest {

  private static String render(String text, Map<String, ?> variables) throws TemplateException {
    return PromptText.parse("greeting", text).render(variables, RenderLimits.DEFAULT);
  }

  @Test
  void rendersAPromptWithItsVariables() throws TemplateException {
    var text =
        """
        {{- /* what the model gets */ -}}
        Summarise in {{.words}} words{{with .tone}}, in a {{.}} tone{{end}}:
        {{range $i, $point := .points}}{{if $i}}, {{end}}{{$point}}{{else}}nothing{{end}}.
        """;

    var rendered =
        render(text, Map.of("words", 20, "tone", "warm", "points", List.of("one", "zwölf", "三")));

    assertThat(rendered).isEqualTo("Summarise in 20 words, in a warm tone:\none, zwölf, 三.\n");
  }

  @Test
  void writesNumbersWithTheTypesThatGoWouldGiveThem() throws TemplateException {
    var text = "{{printf \"%T %v %T %v\" .n .n .x .x}}";

    assertThat(render(text, Map.of("n", 5, "x", 5.0))).isEqualTo("int 5 float64 5");
    assertThat(render(text, Map.of("n", (short) 5, "x", new BigDecimal("5.50"))))
        .isEqualTo("int 5 float64 5.5");
    assertThat(render(text, Map.of("n", BigInteger.TWO, "x", BigInteger.TWO.pow(64))))
        .isEqualTo("int 2 float64 1.8446744073709552e+19");
  }

  @Test
  void refusesATextThatIsNoTemplateWithItsPlace() {
    var e =
        catchThrowableOfType(
            TemplateSyntaxException.class,
            () -> PromptText.parse("greeting", "Dear é {{.name}},\n  you {{owe .sum}} us"));

    assertThat(e).hasMessage("template: greeting:2:8: function \"owe\" not defined");
    assertThat(e.template()).isEqualTo("greeting");
    assertThat(e.line()).isEqualTo(2);
    assertThat(e.column()).isEqualTo(8);
  }

  @Test
  void saysWhereARenderingFails() throws TemplateException {
    var template = PromptText.parse("greeting", "Dear {{.name}},\n\u00e9 {{.order.sum}}");

    var e =
        catchThrowableOfType(
            TemplateExecutionException.class,
            () -> template.render(Map.of("name", "Jo", "order", Map.of()), RenderLimits.DEFAULT));

    assertThat(e)
        .hasMessage(
            "template: greeting:2:11: executing \"greeting\" at <.order.sum>:"
                + " map has no entry for key \"sum\"");
    assertThat(e.line()).isEqualTo(2);
    assertThat(e.column()).isEqualTo(11);
    assertThat(e.limitExceeded()).isFalse();
  }

  @Test
  void cutsAMessageThatQuotesALotOfText() throws TemplateException {
    var template = PromptText.parse("greeting", "{{template \"" + "x".repeat(100_000) + "\"}}");

    assertThatThrownBy(() -> template.render(Map.of(), RenderLimits.DEFAULT))
        .isInstanceOf(TemplateExecutionException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSize(TemplateException.MAX_MESSAGE_CHARS));
  }

  @Test
  void endsAtAMissingValueUnlessToldOtherwise() throws TemplateException {
    var text = "[{{.name}}]";

    assertThatThrownBy(() -> render(text, Map.of()))
        .hasMessageContaining("map has no entry for key \"name\"");
    for (var lenient : List.of(MissingKey.INVALID, MissingKey.ZERO)) {
      assertThat(
              PromptText.parse("greeting", text, lenient, ParseLimits.DEFAULT)
                  .render(Map.of(), RenderLimits.DEFAULT))
          .isEqualTo("[<no value>]");
    }
  }

  @Test
  void keepsBytesThatAreNoTextForThoseWhoWantBytes() throws TemplateException {
    var template = PromptText.parse("cut", "{{slice .s 0 1}}");

    assertThat(template.renderBytes(Map.of("s", "é"), RenderLimits.DEFAULT)).containsExactly(0xC3);
    assertThat(template.render(Map.of("s", "é"), RenderLimits.DEFAULT)).isEqualTo("\uFFFD");
    assertThat(template.render(Map.of("s", "a\uD800"), RenderLimits.DEFAULT)).isEqualTo("a");
  }

  @Test
  void refusesVariablesThatAreNoJson() {
    Map<String, Object> deep = Map.of();
    for (var level = 0; level < 101; level++) {
      deep = Map.of("x", deep);
    }
    var tooDeep = deep;

    assertThatThrownBy(() -> render("", Map.of("x", new Object())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.Object");
    assertThatThrownBy(() -> render("", tooDeep))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("deeper than 100 levels");
  }

  @Test
  void rendersTheSameTemplateInManyThreads() throws TemplateException {
    var template =
        PromptText.parse(
            "sum", "{{$x := .n}}{{range 50}}{{$x = print $x .}}{{end}}{{len $x}}:{{.n}}");

    var rendered =
        IntStream.range(0, 200)
            .parallel()
            .mapToObj(
                n -> {
                  try {
                    return template.render(Map.of("n", n), RenderLimits.DEFAULT);
                  } catch (TemplateException e) {
                    throw new AssertionError(e);
                  }
                })
            .toList();

    // The numbers 0 to 49 have 90 digits; print writes a space between n and 0, neither of which is
    // a string.
    assertThat(rendered)
        .containsExactlyElementsOf(
            IntStream.range(0, 200)
                .mapToObj(n -> (String.valueOf(n).length() + 91) + ":" + n)
                .toList());
  }
}
