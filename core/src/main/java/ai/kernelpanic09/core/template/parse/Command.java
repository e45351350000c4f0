package ai.kernelpanic09.core.template.parse;

import java.util.List;
import java.util.stream.Collectors;

/** One stage of a pipeline: an operand alone, or a function or field with its arguments. */
public record Command(int position, List<Operand> operands) implements Node {

  public Command {
    operands = List.copyOf(operands);
  }

  /** Returns the operand that decides what the command does. */
  public Operand first() {
    return operands.getFirst();
  }

  @Override
  public String source() {
    return operands.stream().map(Command::argument).collect(Collectors.joining(" "));
  }

  private static String argument(Operand operand) {
    return operand instanceof Operand.Pipeline pipeline
        ? "(" + pipeline.source() + ")"
        : operand.source();
  }
}
