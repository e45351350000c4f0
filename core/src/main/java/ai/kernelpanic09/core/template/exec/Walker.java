package ai.kernelpanic09.core.template.exec;

import ai.kernelpanic09.core.template.fault.TemplateExecutionException;
import ai.kernelpanic09.core.template.format.Printer;
import ai.kernelpanic09.core.template.parse.Body;
import ai.kernelpanic09.core.template.parse.Statement;
import ai.kernelpanic09.core.template.text.Quoting;
import ai.kernelpanic09.core.template.value.Value;
import ai.kernelpanic09.core.template.value.Values;

/** Executes the statements of one invocation of a template. */
final class Walker {

  private final Run run;
  private final StackFrame frame;
  private final Evaluator evaluator;

  Walker(Run run, StackFrame frame) {
    this.run = run;
    this.frame = frame;
    this.evaluator = new Evaluator(run, frame);
  }

  /** Where execution continues after a statement. */
  enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  Flow walk(Value dot, Body body) throws TemplateExecutionException {
    var flow = Flow.NEXT;
    for (var i = 0; flow == Flow.NEXT && i < body.statements().size(); i++) {
      flow = walk(dot, body.statements().get(i));
    }
    return flow;
  }

  /** Walks the body of an action, one level deeper than the action. */
  private Flow inner(Value dot, Body body) throws TemplateExecutionException {
    run.meter.enter();
    var flow = walk(dot, body);
    run.meter.leave();
    return flow;
  }

  private Flow walk(Value dot, Statement statement) throws TemplateExecutionException {
    frame.at(statement);
    run.meter.step();
    switch (statement) {
      case Statement.Text text -> run.output.write(text.bytes());
      case Statement.Action action -> {
        // A variable that it declares lives until the end of the enclosing block.
        var value = evaluator.pipeline(dot, action.pipeline());
        if (action.pipeline().declared().isEmpty()) {
          frame.at(action);
          print(value);
        }
      }
      case Statement.Branch branch -> {
        var mark = frame.mark();
        var flow =
            branch.kind() == Statement.BranchKind.RANGE ? range(dot, branch) : branch(dot, branch);
        frame.pop(mark);
        return flow;
      }
      case Statement.Break ignored -> {
        return Flow.BREAK;
      }
      case Statement.Continue ignored -> {
        return Flow.CONTINUE;
      }
      case Statement.Invocation invocation -> invoke(dot, invocation);
    }
    return Flow.NEXT;
  }

  private void print(Value value) {
    if (value instanceof Value.Absent) {
      run.output.write("<no value>");
    } else {
      new Printer(run.output).print(value);
    }
  }

  private Flow branch(Value dot, Statement.Branch branch) throws TemplateExecutionException {
    for (var arm : branch.arms()) {
      run.meter.step();
      var value = evaluator.pipeline(dot, arm.pipeline());
      if (Values.isTrue(value)) {
        return inner(branch.kind() == Statement.BranchKind.WITH ? value : dot, arm.body());
      }
    }
    return branch.otherwise() == null ? Flow.NEXT : inner(dot, branch.otherwise());
  }

  private Flow range(Value dot, Statement.Branch branch) throws TemplateExecutionException {
    var over = evaluator.pipeline(dot, branch.arms().getFirst().pipeline());
    var turns = new Turns(branch.arms().getFirst(), frame.mark());
    switch (over) {
      case Value.Int number -> {
        turns.mustHaveOneVariable(over);
        for (var i = 0L; turns.goOn && i < number.number(); i++) {
          turns.turn(Value.Absent.VALUE, new Value.Int(i));
        }
      }
      case Value.Octet number -> {
        turns.mustHaveOneVariable(over);
        for (var i = 0; turns.goOn && i < number.number(); i++) {
          turns.turn(Value.Absent.VALUE, new Value.Octet(i));
        }
      }
      case Value.Slice slice -> {
        for (var i = 0; turns.goOn && i < slice.length(); i++) {
          turns.turn(new Value.Int(i), slice.at(i));
        }
      }
      case Value.Dict dict -> {
        for (var entry : dict.entries().entrySet()) {
          if (!turns.goOn) {
            break;
          }
          turns.turn(new Value.Text(entry.getKey()), new Value.Any(entry.getValue()));
        }
      }
      case Value.Absent ignored -> {} // like an empty list
      case Value.Any ignored -> throw cannotIterate(over);
      case Value.Bool ignored -> throw cannotIterate(over);
      case Value.Real ignored -> throw cannotIterate(over);
      case Value.Complex ignored -> throw cannotIterate(over);
      case Value.Text ignored -> throw cannotIterate(over);
    }
    if (!turns.none || branch.otherwise() == null) {
      return Flow.NEXT;
    }
    // In Go a break in the else ends this loop, which is already over, and not the enclosing one.
    var flow = inner(dot, branch.otherwise());
    return flow == Flow.BREAK ? Flow.NEXT : flow;
  }

  private TemplateExecutionException cannotIterate(Value value) {
    return frame.error("range can't iterate over " + evaluator.shown(value));
  }

  /** The iterations of one loop. */
  private final class Turns {

    private final Statement.Arm arm;
    private final int mark;
    private boolean none = true;
    private boolean goOn = true;

    Turns(Statement.Arm arm, int mark) {
      this.arm = arm;
      this.mark = mark;
    }

    void mustHaveOneVariable(Value over) throws TemplateExecutionException {
      if (arm.pipeline().declared().size() > 1) {
        throw frame.error(
            "can't use " + evaluator.shown(over) + " to iterate over more than one variable");
      }
    }

    void turn(Value index, Value element) throws TemplateExecutionException {
      none = false;
      run.meter.step();
      var declared = arm.pipeline().declared();
      var two = declared.size() > 1;
      if (arm.pipeline().assigns()) {
        frame.set(declared.getFirst().name(), two ? index : element);
        if (two) {
          frame.set(declared.getLast().name(), element);
        }
      } else if (!declared.isEmpty()) {
        frame.setTop(1, element);
        if (two) {
          frame.setTop(2, index);
        }
      }
      goOn = inner(element, arm.body()) != Flow.BREAK;
      frame.pop(mark);
    }
  }

  private void invoke(Value dot, Statement.Invocation invocation)
      throws TemplateExecutionException {
    var body = run.templates.find(invocation.name());
    if (body == null) {
      throw frame.error("template " + Quoting.quote(invocation.name()) + " not defined");
    }
    var pipeline = invocation.pipeline();
    var data = pipeline == null ? Value.Absent.VALUE : evaluator.pipeline(dot, pipeline);
    // The invoked template sees none of this template's variables.
    var inner = new StackFrame(run, invocation.name());
    inner.push("$", data);
    run.meter.enter();
    run.frame = inner;
    new Walker(run, inner).walk(data, body);
    run.frame = frame;
    run.meter.leave();
  }
}
