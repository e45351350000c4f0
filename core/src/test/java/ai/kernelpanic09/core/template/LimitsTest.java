package ai.kernelpanic09.core.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kernelpanic09.core.template.exec.MissingKey;
import ai.kernelpanic09.core.template.fault.TemplateException;
import ai.kernelpanic09.core.template.fault.TemplateExecutionException;
import ai.kernelpanic09.core.template.fault.TemplateSyntaxException;
import ai.kernelpanic09.core.template.limit.ParseLimits;
import ai.kernelpanic09.core.template.limit.RenderLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {

  private static final Map<String, Object> DATA =
      Map.of(
          "list",
          List.of(1, 2, 3),
          "long",
          "x".repeat(1_000_000),
          "wide",
          IntStream.range(0, 100_000)
              .boxed()
              .collect(Collectors.toMap(i -> "key" + i, i -> (Object) i)));

  private static TemplateExecutionException failure(String text, RenderLimits limits)
      throws TemplateException {
    var template = PromptText.parse("hostile", text);
    return catchThrowableOfType(
        TemplateExecutionException.class, () -> template.render(DATA, limits));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{range 9223372036854775807}}{{end}}",
        "{{range 1000000}}{{range 1000000}}{{continue}}{{end}}{{end}}",
        "{{define \"t\"}}{{template \"t\"}}{{end}}{{template \"t\"}}",
        "{{define \"t\"}}{{range $}}{{template \"t\" $}}{{end}}{{end}}{{template \"t\" .list}}",
        "{{define \"t\"}}{{template \"t\" .}}{{template \"t\" .}}{{end}}{{template \"t\"}}",
        "{{$x := \"aaaaaaaa\"}}{{range 1000}}{{$x = print $x $x}}{{end}}",
        "{{$x := .long}}{{range 1000000}}{{$y := print $x 1}}{{end}}",
        "{{$x := .long}}{{range 1000000}}{{$y := slice $x 1}}{{end}}",
        "{{$x := .long}}{{range 1000000}}{{if eq $x (print $x)}}{{end}}{{end}}",
        "{{$x := .long}}{{range 1000000}}{{if lt $x $x}}{{end}}{{end}}",
        "{{$x := .long}}{{range 1000000}}{{$y := html $x}}{{end}}",
        "{{range 1000000}}{{range $.wide}}{{break}}{{end}}{{end}}",
        "{{range 100000}}{{printf \"%1000000d\" 1}}{{end}}",
        "{{range 100000}}{{$x := printf \"%.1000000f\" 1.5}}{{end}}",
        "{{range 100000}}{{$x := printf \"%.1000000e %.1000000x %1000000q\" 1.5 1.5 1}}{{end}}",
        "{{printf \"%9999999d%9999999s%9999999v\" 1 2 3}}",
        "{{range 100000}}{{$.long}}{{end}}",
        "{{range 100000}}{{print $}}{{end}}"
      })
  void aHostileTemplateEndsSoon(String text) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> assertThat(failure(text, RenderLimits.DEFAULT).limitExceeded()).isTrue());
  }

  @Test
  void namesTheLimitAndThePlace() throws TemplateException {
    var limits = new RenderLimits(1_000, 100, 20);

    assertThat(failure("\n{{range 200}}{{end}}", limits))
        .hasMessageEndingWith("exceeded maximum of 100 steps")
        .hasMessageStartingWith("template: hostile:2:");
    assertThat(failure("{{printf \"%1001d\" 1}}", limits))
        .hasMessageEndingWith("exceeded maximum output of 1000 bytes");
    assertThat(failure("{{define \"t\"}}{{template \"t\"}}{{end}}{{template \"t\"}}", limits))
        .hasMessage(
            "template: hostile:1:25: executing \"t\" at <{{template \"t\"}}>:"
                + " exceeded maximum depth of 20");
  }

  @Test
  void allowsWhatIsJustWithinTheLimits() throws TemplateException {
    var template = PromptText.parse("long", "{{printf \"%1000d\" 1}}");

    assertThat(template.render(Map.of(), RenderLimits.DEFAULT.withMaxOutputBytes(1_000)))
        .hasSize(1_000);
    assertThatThrownBy(
            () -> template.render(Map.of(), RenderLimits.DEFAULT.withMaxOutputBytes(999)))
        .isInstanceOf(TemplateExecutionException.class);
    assertThat(
            PromptText.parse("loop", "{{range 100000}}.{{end}}")
                .render(Map.of(), RenderLimits.DEFAULT))
        .hasSize(100_000);
  }

  @Test
  void boundsTheTextThatItParses() {
    var limits = new ParseLimits(10, 3);

    assertThatThrownBy(() -> parse("12345678901", limits))
        .hasMessage("template: deep:1:0: exceeded maximum text of 10 bytes");
    assertThatCode(() -> parse("1234567890", limits)).doesNotThrowAnyException();
  }

  private static ParsedTemplate parse(String text, ParseLimits limits)
      throws TemplateSyntaxException {
    return PromptText.parse("deep", text, MissingKey.ERROR, limits);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{if 1}}|x|{{end}}",
        "{{range 1}}|x|{{end}}",
        "{{with 1}}|x|{{else}}{{end}}",
        "{{block \"b\" .}}|x|{{end}}",
        "{{print (|1|)}}",
        "{{if (|1|)}}{{end}}"
      })
  void boundsHowDeepTheTextNests(String nesting) throws InterruptedException {
    var parts = nesting.split("\\|", -1);
    var inner = parts[0].endsWith("(") ? "(" : parts[0];
    var outer = parts[2].startsWith(")") ? ")" : parts[2];

    var within = text(parts, inner, outer, 99);
    var beyond = text(parts, inner, outer, 20_000);

    // On the stack of a small thread, as servers have them.
    onSmallStack(() -> parse(within, ParseLimits.DEFAULT).render(Map.of(), RenderLimits.DEFAULT));
    onSmallStack(
        () ->
            assertThatThrownBy(() -> parse(beyond, ParseLimits.DEFAULT))
                .isInstanceOf(TemplateSyntaxException.class)
                .hasMessageEndingWith("exceeded maximum depth of 100"));
  }

  private static String text(String[] parts, String inner, String outer, int depth) {
    var text = new StringBuilder(parts[0]);
    for (var level = 1; level < depth; level++) {
      text.append(inner.replace("\"b\"", "\"b" + level + "\""));
    }
    return text.append(parts[1]).append(outer.repeat(depth - 1)).append(parts[2]).toString();
  }

  @Test
  void rendersAsDeepAsItMayOnASmallStack() throws InterruptedException {
    onSmallStack(
        () ->
            assertThat(
                    failure(
                        "{{define \"t\"}}{{if (print (print .))}}{{template \"t\" .}}{{end}}{{end}}"
                            + "{{template \"t\" 1}}",
                        RenderLimits.DEFAULT))
                .hasMessageContaining("exceeded maximum depth of 200"));
  }

  @Test
  void writesTheDeepestValuesOnASmallStack() throws TemplateException, InterruptedException {
    Object deep = 1;
    for (var level = 0; level < 99; level++) {
      deep = level % 2 == 0 ? List.of(deep) : Map.of("x", deep);
    }
    var data = Map.of("deep", deep);
    var template = PromptText.parse("deep", "{{printf \"%#v\" .}}");

    onSmallStack(
        () -> assertThat(template.render(data, RenderLimits.DEFAULT)).hasSizeGreaterThan(2_000));
  }

  @Test
  void allowsAnyNumberOfAlternatives() throws TemplateException, InterruptedException {
    var template =
        PromptText.parse(
            "languages",
            "{{if eq .n 0}}x"
                + IntStream.range(1, 5_000)
                    .mapToObj(n -> "{{else if eq .n " + n + "}}" + n)
                    .collect(Collectors.joining())
                + "{{else}}{{.none}}{{end}}");

    onSmallStack(
        () -> {
          assertThat(template.fields()).containsExactly("n", "none");
          assertThat(template.render(Map.of("n", 4_999), RenderLimits.DEFAULT)).isEqualTo("4999");
          assertThat(template.render(Map.of("n", -1, "none", "-"), RenderLimits.DEFAULT))
              .isEqualTo("-");
        });
  }

  private interface Task {
    void run() throws Exception;
  }

  private static void onSmallStack(Task task) throws InterruptedException {
    var failure = new AtomicReference<Throwable>();
    var thread =
        new Thread(null, () -> failure.set(catchThrowable(task::run)), "small", 256 * 1024);
    thread.start();
    thread.join();
    assertThat(failure.get()).isNull();
  }

  @Test
  void parsesLongTextsInTimeThatGrowsWithThem() {
    var texts =
        List.of(
            "{{$a := 1}}".repeat(90_000),
            "{{" + "1".repeat(1_000_000) + "i1}}",
            "{{" + "1".repeat(1_000_000) + "_}}",
            "{{print " + "1 ".repeat(400_000) + "}}",
            "{{print 1" + " | print".repeat(100_000) + "}}",
            "{{." + "a.".repeat(400_000) + "b}}",
            "{{/*".repeat(200_000),
            "{{\"" + "\\\\".repeat(400_000),
            "x {{- 1 -}} ".repeat(80_000));

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () ->
            texts.forEach(
                text -> {
                  var ended = catchThrowable(() -> PromptText.parse("long", text));
                  if (ended != null) {
                    assertThat(ended).isInstanceOf(TemplateSyntaxException.class);
                  }
                }));
  }
}
