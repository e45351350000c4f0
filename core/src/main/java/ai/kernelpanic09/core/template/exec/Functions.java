package ai.kernelpanic09.core.template.exec;

import ai.kernelpanic09.core.template.format.Printer;
import ai.kernelpanic09.core.template.format.Printf;
import ai.kernelpanic09.core.template.format.Sink;
import ai.kernelpanic09.core.template.limit.Meter;
import ai.kernelpanic09.core.template.parse.Builtins;
import ai.kernelpanic09.core.template.value.Value;
import ai.kernelpanic09.core.template.value.Values;
import java.util.ArrayList;
import java.util.List;

/** The functions that every template has, except those that evaluate their arguments one by one. */
final class Functions {

  private final Meter meter;
  private final Comparison comparison;

  Functions(Meter meter) {
    this.meter = meter;
    this.comparison = new Comparison(meter);
  }

  Value apply(Builtins function, List<Value> arguments) throws FunctionFailure {
    var first = arguments.isEmpty() ? Value.Absent.VALUE : arguments.getFirst();
    return switch (function) {
      case AND, OR, CALL -> throw new IllegalArgumentException(function.text());
      case EQ -> new Value.Bool(comparison.eq(first, arguments.subList(1, arguments.size())));
      case NE -> new Value.Bool(!comparison.eq(first, List.of(arguments.getLast())));
      case LT -> new Value.Bool(comparison.lt(first, arguments.getLast()));
      case LE -> new Value.Bool(comparison.le(first, arguments.getLast()));
      case GT -> new Value.Bool(!comparison.le(first, arguments.getLast()));
      case GE -> new Value.Bool(!comparison.lt(first, arguments.getLast()));
      case NOT -> new Value.Bool(!Values.isTrue(first));
      case LEN -> new Value.Int(Indexing.length(first));
      case INDEX -> Indexing.index(first, arguments.subList(1, arguments.size()), meter);
      case SLICE -> Indexing.slice(first, arguments.subList(1, arguments.size()), meter);
      case PRINT -> new Value.Text(printed(arguments));
      case PRINTLN -> {
        var sink = new Sink(meter);
        new Printer(sink).println(arguments);
        yield new Value.Text(sink.bytes());
      }
      case PRINTF -> {
        var sink = new Sink(meter);
        var format = ((Value.Text) first.held()).bytes();
        Printf.write(sink, format, arguments.subList(1, arguments.size()));
        yield new Value.Text(sink.bytes());
      }
      case HTML -> new Value.Text(Escaping.html(plain(arguments), new Sink(meter)));
      case JS -> new Value.Text(Escaping.js(plain(arguments), new Sink(meter)));
      case URLQUERY -> new Value.Text(Escaping.query(plain(arguments), new Sink(meter)));
    };
  }

  private String printed(List<Value> arguments) {
    var sink = new Sink(meter);
    new Printer(sink).print(arguments);
    return sink.bytes();
  }

  /** Returns the text of arguments as actions write them. */
  private String plain(List<Value> arguments) {
    if (arguments.size() == 1 && arguments.getFirst() instanceof Value.Text text) {
      return text.bytes();
    }
    var shown = new ArrayList<Value>(arguments.size());
    for (var argument : arguments) {
      shown.add(argument instanceof Value.Absent ? new Value.Text("<no value>") : argument);
    }
    return printed(shown);
  }
}
