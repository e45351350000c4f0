package ai.kernelpanic09.core.template;

import ai.kernelpanic09.core.template.parse.Body;
import ai.kernelpanic09.core.template.parse.Builtins;
import ai.kernelpanic09.core.template.parse.Command;
import ai.kernelpanic09.core.template.parse.Operand;
import ai.kernelpanic09.core.template.parse.Statement;
import ai.kernelpanic09.core.template.parse.Templates;
import ai.kernelpanic09.core.template.text.Utf8;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Follows a template's data through its text, to find out which of its fields are read. */
final class FieldsRead {

  private final Templates templates;
  private final Set<String> visited = new HashSet<>();
  private final SortedSet<String> names = new TreeSet<>();

  private FieldsRead(Templates templates) {
    this.templates = templates;
  }

  static SortedSet<String> of(Templates templates) {
    var read = new FieldsRead(templates);
    read.template(templates.name());
    return Collections.unmodifiableSortedSet(read.names);
  }

  /** Looks into a template that is invoked with the data. */
  private void template(String name) {
    var body = templates.find(name);
    if (body != null && visited.add(name)) {
      var scope = new HashMap<String, Boolean>();
      scope.put("$", true);
      new Scoped(scope, true).body(body);
    }
  }

  /** One block: which variables hold the data, and whether the cursor is the data. */
  private final class Scoped {

    private final Map<String, Boolean> variables;
    private final boolean dot;

    Scoped(Map<String, Boolean> variables, boolean dot) {
      this.variables = variables;
      this.dot = dot;
    }

    private Scoped inner(boolean innerDot) {
      return new Scoped(new HashMap<>(variables), innerDot);
    }

    void body(Body body) {
      for (var statement : body.statements()) {
        switch (statement) {
          case Statement.Text ignored -> {} // reads nothing
          case Statement.Break ignored -> {} // reads nothing
          case Statement.Continue ignored -> {} // reads nothing
          case Statement.Action action -> pipeline(action.pipeline());
          case Statement.Branch branch -> branch(branch);
          case Statement.Invocation invocation -> invocation(invocation);
        }
      }
    }

    private void branch(Statement.Branch branch) {
      var block = inner(dot);
      for (var arm : branch.arms()) {
        var data = block.pipeline(arm.pipeline());
        var innerDot =
            switch (branch.kind()) {
              case IF -> dot;
              case WITH -> data;
              case RANGE -> false;
            };
        if (branch.kind() == Statement.BranchKind.RANGE) {
          arm.pipeline().declared().forEach(each -> block.variables.put(each.name(), false));
        }
        block.inner(innerDot).body(arm.body());
      }
      var otherwise = branch.otherwise();
      if (otherwise != null) {
        block.inner(dot).body(otherwise);
      }
    }

    private void invocation(Statement.Invocation invocation) {
      var pipeline = invocation.pipeline();
      if (pipeline != null && pipeline(pipeline)) {
        template(invocation.name());
      }
    }

    /** Returns whether a pipeline's value is the data. */
    private boolean pipeline(Operand.Pipeline pipeline) {
      var data = false;
      for (var command : pipeline.commands()) {
        data = command(command) && pipeline.commands().size() == 1;
      }
      for (var variable : pipeline.declared()) {
        variables.put(variable.name(), data);
      }
      return data;
    }

    private boolean command(Command command) {
      var operands = command.operands();
      if (operands.size() >= 3
          && operands.getFirst() instanceof Operand.Identifier function
          && function.function() == Builtins.INDEX
          && operands.get(2) instanceof Operand.Text key
          && operand(operands.get(1))) {
        read(key.bytes());
      }
      var data = false;
      for (var operand : operands) {
        data = operand(operand) && operands.size() == 1;
      }
      return data;
    }

    /** Returns whether an operand is the data. */
    private boolean operand(Operand operand) {
      return switch (operand) {
        case Operand.Dot ignored -> dot;
        case Operand.Field field -> read(dot, field.fields());
        case Operand.Variable variable ->
            read(variables.getOrDefault(variable.name(), false), variable.fields());
        case Operand.Chain chain -> read(operand(chain.of()), chain.fields());
        case Operand.Pipeline pipeline -> pipeline(pipeline);
        case Operand.Bool ignored -> false;
        case Operand.Identifier ignored -> false;
        case Operand.Nil ignored -> false;
        case Operand.Numeral ignored -> false;
        case Operand.Text ignored -> false;
      };
    }

    private boolean read(boolean data, List<String> fields) {
      if (data && !fields.isEmpty()) {
        read(fields.getFirst());
        return false;
      }
      return data;
    }

    private void read(String name) {
      names.add(Utf8.textOf(name));
    }
  }
}
