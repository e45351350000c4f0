package ai.kernelpanic09.core.template.exec;

import ai.kernelpanic09.core.template.fault.TemplateExecutionException;
import ai.kernelpanic09.core.template.parse.Node;
import ai.kernelpanic09.core.template.text.Quoting;
import ai.kernelpanic09.core.template.text.Utf8;
import ai.kernelpanic09.core.template.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One invocation of a template: its variables and its position. */
final class StackFrame {

  private final Run run;
  private final String template;
  private final List<String> names = new ArrayList<>();
  private final List<Value> values = new ArrayList<>();
  private @Nullable Node node;

  StackFrame(Run run, String template) {
    this.run = run;
    this.template = template;
  }

  /** Remembers the position, for messages. */
  void at(Node here) {
    this.node = here;
  }

  void push(String name, Value value) {
    names.add(name);
    values.add(value);
  }

  int mark() {
    return names.size();
  }

  void pop(int mark) {
    if (names.size() > mark) {
      names.subList(mark, names.size()).clear();
      values.subList(mark, values.size()).clear();
    }
  }

  Value get(String name) throws TemplateExecutionException {
    return values.get(find(name));
  }

  void set(String name, Value value) throws TemplateExecutionException {
    values.set(find(name), value);
  }

  /** Sets the variable at {@code fromTop} from the top: 1 for the one that was pushed last. */
  void setTop(int fromTop, Value value) {
    values.set(values.size() - fromTop, value);
  }

  private int find(String name) throws TemplateExecutionException {
    for (var i = names.size() - 1; i >= 0; i--) {
      if (names.get(i).equals(name)) {
        run.meter.bytes(names.size() - i);
        return i;
      }
    }
    throw error("undefined variable: " + name);
  }

  TemplateExecutionException error(String message) {
    return error(message, false);
  }

  TemplateExecutionException error(String message, boolean limitExceeded) {
    var name = run.templates.name();
    var before = node == null ? "" : run.templates.text().substring(0, node.position());
    var line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    var column = before.length() - before.lastIndexOf('\n') - 1;
    var place =
        node == null
            ? template + ": "
            : name
                + ":"
                + line
                + ":"
                + column
                + ": executing "
                + Quoting.quote(template)
                + " at <"
                + node.source()
                + ">: ";
    return new TemplateExecutionException(
        Utf8.textOf("template: " + place + message),
        Utf8.textOf(name),
        line,
        column,
        limitExceeded);
  }
}
