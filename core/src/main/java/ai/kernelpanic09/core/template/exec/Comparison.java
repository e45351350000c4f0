package ai.kernelpanic09.core.template.exec;

import ai.kernelpanic09.core.template.format.Printf;
import ai.kernelpanic09.core.template.format.Sink;
import ai.kernelpanic09.core.template.limit.Meter;
import ai.kernelpanic09.core.template.value.Value;
import java.util.List;

/** Comparison of values of the same type, and of integers of any type. */
final class Comparison {

  private final Meter meter;

  Comparison(Meter meter) {
    this.meter = meter;
  }

  private static FunctionFailure badType() {
    return new FunctionFailure("invalid type for comparison");
  }

  private static FunctionFailure incompatible(Value one, Value other) {
    return new FunctionFailure(
        "incompatible types for comparison: " + one.typeName() + " and " + other.typeName());
  }

  /** Returns whether a value equals any of some others. */
  boolean eq(Value first, List<Value> others) throws FunctionFailure {
    if (others.isEmpty()) {
      throw new FunctionFailure("missing argument for comparison");
    }
    for (var other : others) {
      meter.step();
      if (equal(first.held(), other.held())) {
        return true;
      }
    }
    return false;
  }

  private boolean equal(Value one, Value other) throws FunctionFailure {
    if (one instanceof Value.Absent || other instanceof Value.Absent) {
      return one instanceof Value.Absent && other instanceof Value.Absent;
    }
    return switch (one) {
      case Value.Bool a when other instanceof Value.Bool b -> a.is() == b.is();
      case Value.Int a when other instanceof Value.Int b -> a.number() == b.number();
      case Value.Int a when other instanceof Value.Octet b -> a.number() == b.number();
      case Value.Octet a when other instanceof Value.Int b -> a.number() == b.number();
      case Value.Octet a when other instanceof Value.Octet b -> a.number() == b.number();
      case Value.Real a when other instanceof Value.Real b -> a.number() == b.number();
      case Value.Complex a when other instanceof Value.Complex b ->
          a.real() == b.real() && a.imaginary() == b.imaginary();
      case Value.Text a when other instanceof Value.Text b -> {
        meter.bytes(Math.min(a.bytes().length(), b.bytes().length()));
        yield a.bytes().equals(b.bytes());
      }
      default -> throw notComparable(one, other);
    };
  }

  private static boolean isCollection(Value value) {
    return value instanceof Value.Slice || value instanceof Value.Dict;
  }

  private FunctionFailure notComparable(Value one, Value other) {
    if (!isCollection(one) || !isCollection(other)) {
      return incompatible(one, other);
    }
    var type = new Value.Text(one.typeName());
    var otherType = new Value.Text(other.typeName());
    var sink = new Sink(meter);
    if (one.getClass() == other.getClass()) {
      Printf.write(sink, "non-comparable type %s: %v", List.of(other, otherType));
    } else {
      Printf.write(
          sink, "non-comparable types %s: %v, %s: %v", List.of(one, type, otherType, other));
    }
    return new FunctionFailure(sink.bytes());
  }

  boolean le(Value one, Value other) throws FunctionFailure {
    return lt(one, other) || equal(one.held(), other.held());
  }

  boolean lt(Value first, Value second) throws FunctionFailure {
    var one = first.held();
    var other = second.held();
    if (isUnordered(one) || isUnordered(other)) {
      throw badType();
    }
    return switch (one) {
      case Value.Int a when other instanceof Value.Int b -> a.number() < b.number();
      case Value.Int a when other instanceof Value.Octet b -> a.number() < b.number();
      case Value.Octet a when other instanceof Value.Int b -> a.number() < b.number();
      case Value.Octet a when other instanceof Value.Octet b -> a.number() < b.number();
      case Value.Real a when other instanceof Value.Real b -> a.number() < b.number();
      case Value.Text a when other instanceof Value.Text b -> {
        meter.bytes(Math.min(a.bytes().length(), b.bytes().length()));
        yield a.bytes().compareTo(b.bytes()) < 0;
      }
      default -> {
        if (one.getClass() == other.getClass()) {
          throw badType();
        }
        throw incompatible(one, other);
      }
    };
  }

  private static boolean isUnordered(Value value) {
    return value instanceof Value.Absent || isCollection(value);
  }
}
