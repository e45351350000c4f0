package ai.kernelpanic09.core.template.exec;

import ai.kernelpanic09.core.template.fault.TemplateExecutionException;
import ai.kernelpanic09.core.template.format.Printer;
import ai.kernelpanic09.core.template.format.Sink;
import ai.kernelpanic09.core.template.parse.Command;
import ai.kernelpanic09.core.template.parse.Node;
import ai.kernelpanic09.core.template.parse.Operand;
import ai.kernelpanic09.core.template.text.Quoting;
import ai.kernelpanic09.core.template.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates pipelines and operands.
 *
 * <p>A parameter {@code last} is the value of the stage before; null in the first stage.
 */
final class Evaluator {

  private final Run run;
  private final StackFrame frame;
  private final Calls calls;

  Evaluator(Run run, StackFrame frame) {
    this.run = run;
    this.frame = frame;
    this.calls = new Calls(run, frame, this);
  }

  /** Returns how a message shows a value. */
  String shown(Value value) {
    var sink = new Sink(run.meter);
    new Printer(sink).print(value);
    return sink.bytes();
  }

  /**
   * Returns the value of a pipeline, after storing it in the variables that the pipeline declares.
   */
  Value pipeline(Value dot, Operand.Pipeline pipeline) throws TemplateExecutionException {
    run.meter.enter();
    frame.at(pipeline);
    Value value = null;
    for (var command : pipeline.commands()) {
      value = command(dot, command, value).held();
    }
    if (value == null) {
      throw new IllegalStateException("the parser refuses a pipeline without commands");
    }
    for (var variable : pipeline.declared()) {
      if (pipeline.assigns()) {
        frame.set(variable.name(), value);
      } else {
        frame.push(variable.name(), value);
      }
    }
    run.meter.leave();
    return value;
  }

  private Value command(Value dot, Command command, @Nullable Value last)
      throws TemplateExecutionException {
    run.meter.step();
    var operands = command.operands();
    return switch (command.first()) {
      case Operand.Field field -> field(dot, field, operands, last);
      case Operand.Chain chain -> chain(dot, chain, operands, last);
      case Operand.Identifier function ->
          function(dot, function, command, operands.subList(1, operands.size()), last);
      case Operand.Pipeline inner -> {
        noArguments(operands, last);
        yield pipeline(dot, inner);
      }
      case Operand.Variable variable -> variable(variable, operands, last);
      case Operand.Bool literal -> constant(dot, literal, operands, last);
      case Operand.Dot literal -> constant(dot, literal, operands, last);
      case Operand.Nil literal -> constant(dot, literal, operands, last);
      case Operand.Numeral literal -> constant(dot, literal, operands, last);
      case Operand.Text literal -> constant(dot, literal, operands, last);
    };
  }

  private void noArguments(List<Operand> operands, @Nullable Value last)
      throws TemplateExecutionException {
    if (operands.size() > 1 || last != null) {
      throw frame.error("can't give argument to non-function " + operands.getFirst().source());
    }
  }

  private Value constant(Value dot, Operand literal, List<Operand> operands, @Nullable Value last)
      throws TemplateExecutionException {
    frame.at(literal);
    noArguments(operands, last);
    if (literal instanceof Operand.Nil) {
      throw frame.error("nil is not a command");
    }
    return literal(dot, literal);
  }

  private Value literal(Value dot, Operand literal) throws TemplateExecutionException {
    return switch (literal) {
      case Operand.Bool bool -> new Value.Bool(bool.is());
      case Operand.Dot ignored -> dot;
      case Operand.Text text -> new Value.Text(text.bytes());
      case Operand.Numeral number -> {
        frame.at(number);
        if (number.value() instanceof Value.Absent) {
          throw frame.error(number.source() + " overflows int");
        }
        yield number.value();
      }
      default -> throw new IllegalArgumentException(literal.source());
    };
  }

  private Value field(Value dot, Operand.Field field, List<Operand> operands, @Nullable Value last)
      throws TemplateExecutionException {
    frame.at(field);
    return fields(dot, field.fields(), operands, last);
  }

  private Value chain(Value dot, Operand.Chain chain, List<Operand> operands, @Nullable Value last)
      throws TemplateExecutionException {
    frame.at(chain);
    return fields(argument(dot, Parameter.VALUE, chain.of()), chain.fields(), operands, last);
  }

  private Value variable(Operand.Variable variable, List<Operand> operands, @Nullable Value last)
      throws TemplateExecutionException {
    frame.at(variable);
    var value = frame.get(variable.name());
    if (variable.fields().isEmpty()) {
      noArguments(operands, last);
      return value;
    }
    return fields(value, variable.fields(), operands, last);
  }

  private Value fields(
      Value receiver, List<String> names, List<Operand> operands, @Nullable Value last)
      throws TemplateExecutionException {
    var value = receiver;
    for (var i = 0; i < names.size(); i++) {
      var arguments = i == names.size() - 1 && (operands.size() > 1 || last != null);
      value = field(value, names.get(i), arguments);
    }
    return value;
  }

  private Value field(Value receiver, String name, boolean arguments)
      throws TemplateExecutionException {
    run.meter.bytes(name.length());
    if (receiver instanceof Value.Absent) {
      if (run.missingKey == MissingKey.ERROR) {
        throw frame.error("nil data; no entry for key " + Quoting.quote(name));
      }
      return Value.Absent.VALUE;
    }
    if (receiver instanceof Value.Any any && any.content() instanceof Value.Absent) {
      throw frame.error("nil pointer evaluating " + any.typeName() + "." + name);
    }
    if (!(receiver.held() instanceof Value.Dict dict)) {
      throw frame.error("can't evaluate field " + name + " in type " + receiver.typeName());
    }
    if (arguments) {
      throw frame.error(name + " is not a method but has arguments");
    }
    var value = dict.entries().get(name);
    if (value != null) {
      return new Value.Any(value);
    }
    return switch (run.missingKey) {
      case INVALID -> Value.Absent.VALUE;
      case ZERO -> new Value.Any(Value.Absent.VALUE);
      case ERROR -> throw frame.error("map has no entry for key " + Quoting.quote(name));
    };
  }

  private Value function(
      Value dot,
      Operand.Identifier function,
      Node call,
      List<Operand> arguments,
      @Nullable Value last)
      throws TemplateExecutionException {
    frame.at(function);
    return calls.call(dot, function.function(), call, arguments, last);
  }

  /** Returns the value of an argument as {@code parameter} takes it. */
  Value argument(Value dot, Parameter parameter, Operand operand)
      throws TemplateExecutionException {
    run.meter.step();
    frame.at(operand);
    var alone = List.of(operand);
    return switch (operand) {
      case Operand.Dot ignored -> accepted(dot, parameter);
      case Operand.Field field -> accepted(field(dot, field, alone, null), parameter);
      case Operand.Variable variable -> accepted(variable(variable, alone, null), parameter);
      case Operand.Pipeline pipeline -> accepted(pipeline(dot, pipeline), parameter);
      case Operand.Chain chain -> accepted(chain(dot, chain, alone, null), parameter);
      case Operand.Identifier function ->
          accepted(function(dot, function, function, List.of(), null), parameter);
      case Operand.Nil ignored -> {
        if (parameter == Parameter.STRING) {
          throw frame.error("cannot assign nil to string");
        }
        yield Value.Absent.VALUE;
      }
      case Operand.Bool literal -> literal(dot, parameter, literal);
      case Operand.Numeral literal -> literal(dot, parameter, literal);
      case Operand.Text literal -> literal(dot, parameter, literal);
    };
  }

  private Value literal(Value dot, Parameter parameter, Operand literal)
      throws TemplateExecutionException {
    if (parameter == Parameter.STRING && !(literal instanceof Operand.Text)) {
      throw frame.error("expected string; found " + literal.source());
    }
    return literal(dot, literal);
  }

  /** Returns a value as {@code parameter} takes it. */
  Value accepted(Value value, Parameter parameter) throws TemplateExecutionException {
    return switch (parameter) {
      case VALUE -> value;
      case INTERFACE -> value.held();
      case STRING -> {
        if (value.held() instanceof Value.Text text) {
          yield text;
        }
        if (value instanceof Value.Absent) {
          throw frame.error("invalid value; expected string");
        }
        var given = value.held() instanceof Value.Absent ? value : value.held();
        throw frame.error("wrong type for value; expected string; got " + given.typeName());
      }
    };
  }
}
