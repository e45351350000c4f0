package ai.kernelpanic09.core.template.exec;

import ai.kernelpanic09.core.template.limit.Meter;
import ai.kernelpanic09.core.template.value.Value;
import java.util.List;

/** Lengths, elements and parts of strings, lists and objects. */
final class Indexing {

  private Indexing() {}

  static int length(Value of) throws FunctionFailure {
    return switch (of.held()) {
      case Value.Text text -> text.bytes().length();
      case Value.Slice slice -> slice.length();
      case Value.Dict dict -> dict.entries().size();
      case Value.Absent ignored ->
          throw new FunctionFailure(
              of instanceof Value.Any
                  ? "len of nil pointer"
                  : "reflect: call of reflect.Value.Type on zero Value");
      default -> throw new FunctionFailure("len of type " + of.held().typeName());
    };
  }

  static Value index(Value of, List<Value> indexes, Meter meter) throws FunctionFailure {
    var item = of.held();
    if (item instanceof Value.Absent) {
      throw new FunctionFailure("index of untyped nil");
    }
    for (var each : indexes) {
      var index = each.held();
      meter.step();
      item =
          switch (item.held()) {
            case Value.Absent ignored -> throw new FunctionFailure("index of nil pointer");
            case Value.Text text -> {
              var at = position(index, text.bytes().length());
              if (at == text.bytes().length()) {
                throw new FunctionFailure("reflect: string index out of range");
              }
              yield new Value.Octet(text.bytes().charAt(at));
            }
            case Value.Slice slice -> {
              var at = position(index, slice.length());
              if (at == slice.length()) {
                throw new FunctionFailure("reflect: slice index out of range");
              }
              yield slice.at(at);
            }
            case Value.Dict dict -> {
              var key = key(index);
              meter.bytes(key.length());
              yield new Value.Any(dict.entries().getOrDefault(key, Value.Absent.VALUE));
            }
            default ->
                throw new FunctionFailure("can't index item of type " + item.held().typeName());
          };
    }
    return item;
  }

  private static String key(Value index) throws FunctionFailure {
    return switch (index) {
      case Value.Text text -> text.bytes();
      case Value.Absent ignored ->
          throw new FunctionFailure("value is nil; should be of type string");
      default ->
          throw new FunctionFailure("value has type " + index.typeName() + "; should be string");
    };
  }

  /** Returns an index from 0 to {@code limit}, both included. */
  private static int position(Value index, int limit) throws FunctionFailure {
    var position =
        switch (index) {
          case Value.Int number -> number.number();
          case Value.Octet number -> number.number();
          case Value.Absent ignored ->
              throw new FunctionFailure("cannot index slice/array with nil");
          default ->
              throw new FunctionFailure("cannot index slice/array with type " + index.typeName());
        };
    if (position < 0 || position > limit) {
      throw new FunctionFailure("index out of range: " + position);
    }
    return (int) position;
  }

  static Value slice(Value of, List<Value> indexes, Meter meter) throws FunctionFailure {
    var item = of.held();
    if (item instanceof Value.Absent) {
      throw new FunctionFailure("slice of untyped nil");
    }
    if (indexes.size() > 3) {
      throw new FunctionFailure("too many slice indexes: " + indexes.size());
    }
    if (item instanceof Value.Text && indexes.size() == 3) {
      throw new FunctionFailure("cannot 3-index slice a string");
    }
    var capacity =
        switch (item) {
          case Value.Text text -> text.bytes().length();
          case Value.Slice slice -> slice.capacity();
          default -> throw new FunctionFailure("can't slice item of type " + item.typeName());
        };
    var bounds = new int[] {0, length(item), capacity};
    for (var i = 0; i < indexes.size(); i++) {
      bounds[i] = position(indexes.get(i), capacity);
    }
    if (bounds[0] > bounds[1]) {
      throw new FunctionFailure("invalid slice index: " + bounds[0] + " > " + bounds[1]);
    }
    if (bounds[1] > bounds[2]) {
      throw new FunctionFailure("invalid slice index: " + bounds[1] + " > " + bounds[2]);
    }
    if (item instanceof Value.Text text) {
      meter.bytes(bounds[1] - bounds[0]);
      return new Value.Text(text.bytes().substring(bounds[0], bounds[1]));
    }
    return new Value.Slice(
        ((Value.Slice) item).items().subList(bounds[0], bounds[2]), bounds[1] - bounds[0]);
  }
}
