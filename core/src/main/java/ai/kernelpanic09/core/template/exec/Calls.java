package ai.kernelpanic09.core.template.exec;

import ai.kernelpanic09.core.template.fault.TemplateExecutionException;
import ai.kernelpanic09.core.template.parse.Builtins;
import ai.kernelpanic09.core.template.parse.Node;
import ai.kernelpanic09.core.template.parse.Operand;
import ai.kernelpanic09.core.template.value.Value;
import ai.kernelpanic09.core.template.value.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls functions with their arguments. */
final class Calls {

  private final StackFrame frame;
  private final Evaluator evaluator;
  private final Functions functions;

  Calls(Run run, StackFrame frame, Evaluator evaluator) {
    this.frame = frame;
    this.evaluator = evaluator;
    this.functions = new Functions(run.meter);
  }

  Value call(Value dot, Builtins function, Node call, List<Operand> arguments, @Nullable Value last)
      throws TemplateExecutionException {
    checkCount(function, arguments.size(), last == null ? 0 : 1);
    if (function == Builtins.AND || function == Builtins.OR) {
      return decide(dot, function == Builtins.OR, arguments, last);
    }
    var values = new ArrayList<Value>(arguments.size() + 1);
    for (var argument : arguments) {
      values.add(evaluator.argument(dot, parameter(function, values.size()), argument));
    }
    if (last != null) {
      values.add(evaluator.accepted(last, parameter(function, values.size())));
    }
    try {
      if (function == Builtins.CALL) {
        throw notCallable(values.getFirst(), arguments);
      }
      return functions.apply(function, values);
    } catch (FunctionFailure e) {
      frame.at(call);
      throw frame.error("error calling " + function.text() + ": " + e.getMessage());
    }
  }

  private void checkCount(Builtins function, int written, int piped)
      throws TemplateExecutionException {
    var wrong = "wrong number of args for " + function.text() + ": want ";
    if (function.variadic()) {
      if (written + piped < function.fixed()) {
        throw frame.error(wrong + "at least " + function.fixed() + " got " + written);
      }
    } else if (written + piped != function.fixed()) {
      throw frame.error(wrong + function.fixed() + " got " + (written + piped));
    }
  }

  private static Parameter parameter(Builtins function, int index) {
    return switch (function) {
      case PRINTF -> index == 0 ? Parameter.STRING : Parameter.INTERFACE;
      case HTML, JS, PRINT, PRINTLN, URLQUERY -> Parameter.INTERFACE;
      default -> Parameter.VALUE;
    };
  }

  /**
   * Returns the first argument that decides an {@code and} or {@code or}; those after it are not
   * evaluated.
   */
  private Value decide(Value dot, boolean deciding, List<Operand> arguments, @Nullable Value last)
      throws TemplateExecutionException {
    Value value = Value.Absent.VALUE;
    for (var argument : arguments) {
      value = evaluator.argument(dot, Parameter.VALUE, argument);
      if (Values.isTrue(value) == deciding) {
        return value;
      }
    }
    return last == null ? value : last;
  }

  /** Returns the error of a {@code call}: no value of a template is a function. */
  private static FunctionFailure notCallable(Value callee, List<Operand> arguments) {
    if (callee.held() instanceof Value.Absent) {
      return new FunctionFailure("call of nil");
    }
    var type = callee.held().typeName();
    var name =
        !arguments.isEmpty()
            ? arguments.getFirst().source()
            : callee instanceof Value.Text text ? text.bytes() : "<" + type + " Value>";
    return new FunctionFailure("non-function " + name + " of type " + type);
  }
}
