package ai.kernelpanic09.core.template;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.template.fault.TemplateSyntaxException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsReadTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "{{.a}} {{$.b}} {{.c.d}} {{(.).e}} {{print .f (len $.g)}} # a b c e f g",
        "{{if .a}}{{.b}}{{else if .c}}{{.d}}{{else}}{{.e}}{{end}} # a b c d e",
        "{{with .a}}{{.b}}{{$.c}}{{else}}{{.d}}{{end}} # a c d",
        "{{range .a}}{{.b}}{{$.c}}{{else}}{{.d}}{{end}} # a c d",
        "{{range $i, $x := .a}}{{$x.b}}{{$.c}}{{end}} # a c",
        "{{with .}}{{.a}}{{end}}{{with $}}{{.b}}{{end}} # a b",
        "{{$x := .}}{{$x.a}}{{$y := .b}}{{$y.c}}{{$x = 1}}{{$x.d}} # a b",
        "{{index . ~a~}}{{index $ `b` 1}}{{index .c ~d~}}{{index . .e}} # a b c e",
        "{{template ~t~ .}}{{define ~t~}}{{.a}}{{$.b}}{{end}} # a b",
        "{{template ~t~ .a}}{{define ~t~}}{{.b}}{{$.c}}{{end}} # a",
        "{{template ~t~}}{{define ~t~}}{{.a}}{{end}}{{define ~u~}}{{.b}}{{end}} # ~~",
        "{{block ~t~ .}}{{.a}}{{template ~t~ .}}{{end}} # a",
        "{{.é}}{{ .a | printf ~%s~ .b }}{{not .c}} # a b c é",
        "text # ~~"
      })
  void findsTheVariablesThatATextReads(String text, String names) throws TemplateSyntaxException {
    var fields = PromptText.parse("fields", text.replace('~', '"')).fields();

    assertThat(String.join(" ", fields)).isEqualTo(names);
    assertThat(List.copyOf(fields)).isSorted();
  }
}
