package ai.kernelpanic09.core.template.oracle;

import java.util.ArrayList;
import java.util.List;

/** Makes templates of all actions, mostly well-formed, with declared variables in scope. */
final class TemplateGrammar {

  private final Choices choices;
  private final OperandGrammar operands;
  private final List<String> variables = new ArrayList<>();
  private final List<String> defined = new ArrayList<>();
  private int declared;
  private int loops;

  TemplateGrammar(Choices choices) {
    this.choices = choices;
    this.operands = new OperandGrammar(choices, variables);
    variables.add("$");
  }

  /** Returns a whole case. */
  static Case generate(Choices choices) {
    var missingKey = choices.of("error", "invalid", "zero");
    var template = new TemplateGrammar(choices).template();
    var data = new DataGrammar(choices).data();
    return new Case(ai.kernelpanic09.core.template.text.Utf8.bytesOf(template), data, missingKey);
  }

  private String template() {
    var text = new StringBuilder();
    for (var i = choices.percent(15) ? 1 + choices.below(2) : 0; i > 0; i--) {
      define(text);
    }
    body(text, 3);
    if (choices.percent(5)) {
      define(text);
    }
    return choices.percent(8) ? broken(text) : text.toString();
  }

  /** Returns a text with something removed or inserted. */
  private String broken(StringBuilder text) {
    for (var i = 1 + choices.below(3); i > 0 && !text.isEmpty(); i--) {
      var at = choices.below(text.length());
      switch (choices.below(3)) {
        case 0 -> text.deleteCharAt(at);
        case 1 ->
            text.insert(
                at,
                choices.of(
                    "{{",
                    "}}",
                    "(",
                    ")",
                    "\"",
                    "'",
                    "`",
                    "|",
                    ".",
                    "$",
                    "$x",
                    ":=",
                    "=",
                    ",",
                    " ",
                    "-",
                    "\n",
                    "/*",
                    "*/",
                    "{{end}}",
                    "{{else}}",
                    "{{/* c */}}",
                    "nil",
                    "{{break}}",
                    "1",
                    "i",
                    "_",
                    "\\",
                    "@",
                    "é",
                    "\u0001",
                    "{{define \"t\"}}",
                    "{{- ",
                    " -}}",
                    "foo",
                    "print",
                    "\u00a0",
                    "€"));
        default -> text.delete(at, Math.min(text.length(), at + 1 + choices.below(8)));
      }
    }
    return text.toString();
  }

  private void define(StringBuilder text) {
    var name = choices.of("t1", "t2", "t3", "main");
    var outer = List.copyOf(variables);
    var outerLoops = loops;
    variables.clear();
    variables.add("$");
    loops = 0;
    open(text).append("define ").append(quoted(name));
    close(text);
    body(text, 1);
    end(text);
    loops = outerLoops;
    variables.clear();
    variables.addAll(outer);
    defined.add(name);
  }

  private String quoted(String name) {
    return choices.percent(10) ? "`" + name + "`" : "\"" + name + "\"";
  }

  private StringBuilder open(StringBuilder text) {
    return text.append(choices.percent(12) ? choices.of("{{- ", "{{-\n", "{{-\t") : "{{")
        .append(choices.percent(10) ? choices.of(" ", "\n", "\t ") : "");
  }

  private void close(StringBuilder text) {
    text.append(choices.percent(10) ? " " : "")
        .append(choices.percent(12) ? choices.of(" -}}", "\n-}}", "\t-}}") : "}}");
  }

  private void end(StringBuilder text) {
    open(text).append("end");
    close(text);
  }

  private void body(StringBuilder text, int depth) {
    for (var i = 0; i < 5 && choices.percent(depth == 3 ? 70 : 55); i++) {
      statement(text, depth);
    }
  }

  private void statement(StringBuilder text, int depth) {
    switch (choices.below(depth > 0 ? 20 : 10)) {
      case 0, 1 ->
          text.append(
              choices.of(
                  "x", " ", "\n", "text ", " a\n b ", "é", "日", "\t-\r\n", "{", "}}", "%d", "<&>"));
      case 2, 3, 4, 5, 6 -> action(text);
      case 7 -> declaration(text);
      case 8 -> {
        open(text).append(choices.percent(50) ? "/* c\n */" : "/**/");
        if (text.charAt(text.length() - 5) == ' ' || choices.percent(90)) {
          text.setLength(text.lastIndexOf("{{"));
          text.append(choices.of("{{/* a */}}", "{{- /* b\n */ -}}", "{{/**/ -}}"));
        } else {
          close(text);
        }
      }
      case 9 -> jump(text);
      case 10, 11, 12 -> branch(text, "if", depth);
      case 13, 14, 15 -> branch(text, "with", depth);
      case 16, 17, 18 -> range(text, depth);
      default -> invocation(text, depth);
    }
  }

  private void action(StringBuilder text) {
    open(text).append(operands.pipeline(2));
    close(text);
  }

  private void declaration(StringBuilder text) {
    open(text);
    if (variables.size() > 1 && choices.percent(40)) {
      text.append(choices.of(variables.toArray(String[]::new))).append(" = ");
      text.append(operands.pipeline(2));
    } else {
      var name = newVariable();
      text.append(name).append(choices.of(" := ", ":=", " :=", ":= ")).append(operands.pipeline(2));
      variables.add(name);
    }
    close(text);
  }

  private String newVariable() {
    return choices.percent(20) ? choices.of("$x", "$é", "$_1") : "$v" + declared++;
  }

  private void jump(StringBuilder text) {
    if (loops > 0 || choices.percent(3)) {
      open(text).append(choices.of("break", "continue"));
      close(text);
    } else {
      action(text);
    }
  }

  private void branch(StringBuilder text, String keyword, int depth) {
    var mark = variables.size();
    open(text).append(keyword).append(' ');
    if (choices.percent(15)) {
      var name = newVariable();
      text.append(name).append(" := ").append(operands.pipeline(1));
      variables.add(name);
    } else {
      text.append(operands.pipeline(1));
    }
    close(text);
    body(text, depth - 1);
    while (choices.percent(20)) {
      open(text).append("else ");
      text.append(choices.percent(97) ? keyword : choices.of("if", "with", "range")).append(' ');
      text.append(operands.pipeline(1));
      close(text);
      body(text, depth - 1);
    }
    otherwise(text, depth);
    end(text);
    variables.subList(mark, variables.size()).clear();
  }

  private void otherwise(StringBuilder text, int depth) {
    if (choices.percent(40)) {
      open(text).append("else");
      close(text);
      body(text, depth - 1);
    }
  }

  private void range(StringBuilder text, int depth) {
    var mark = variables.size();
    open(text).append("range ");
    var assigned = variables.size() > 2 && choices.percent(15);
    var count = choices.percent(50) ? 1 + choices.below(2) : 0;
    for (var i = 0; i < count; i++) {
      var name = assigned ? variables.get(1 + i) : newVariable();
      text.append(i > 0 ? ", " : "").append(name);
      if (!assigned) {
        variables.add(name);
      }
    }
    text.append(count == 0 ? "" : assigned ? " = " : " := ").append(operands.iterable());
    close(text);
    loops++;
    body(text, depth - 1);
    loops--;
    otherwise(text, depth);
    end(text);
    variables.subList(mark, variables.size()).clear();
  }

  private void invocation(StringBuilder text, int depth) {
    if (choices.percent(35)) {
      var name = choices.of("b1", "b2", "t1");
      open(text).append("block ").append(quoted(name)).append(' ').append(operands.pipeline(1));
      close(text);
      var outer = List.copyOf(variables);
      var outerLoops = loops;
      variables.clear();
      variables.add("$");
      loops = 0;
      body(text, depth - 1);
      loops = outerLoops;
      variables.clear();
      variables.addAll(outer);
      end(text);
      return;
    }
    var known = !defined.isEmpty() && choices.percent(90);
    var name =
        known ? choices.of(defined.toArray(String[]::new)) : choices.of("t1", "none", "a\\tb");
    open(text).append("template ").append(quoted(name));
    if (choices.percent(70)) {
      text.append(' ').append(operands.pipeline(1));
    }
    close(text);
  }
}
