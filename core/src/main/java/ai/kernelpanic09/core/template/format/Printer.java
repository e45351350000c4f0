package ai.kernelpanic09.core.template.format;

import ai.kernelpanic09.core.template.value.Value;
import java.util.List;

/** Writes values under one verb each (Go's package fmt). */
public final class Printer {

  /**
   * The address that {@code %p} writes for every list and object, because values of a template have
   * none.
   */
  private static final long ADDRESS = 0xc000000000L;

  private final Sink sink;
  private final Layout layout;

  /** Creates a printer that writes into {@code sink}. */
  public Printer(Sink sink) {
    this.sink = sink;
    this.layout = new Layout(sink);
  }

  Layout layout() {
    return layout;
  }

  /** Writes values in their default form, with a space between two of which none is a string. */
  public void print(List<Value> values) {
    var afterString = false;
    for (var i = 0; i < values.size(); i++) {
      var value = values.get(i).held();
      var string = value instanceof Value.Text;
      if (i > 0 && !string && !afterString) {
        sink.write(' ');
      }
      argument(value, 'v');
      afterString = string;
    }
  }

  /** Writes one value in its default form. */
  public void print(Value value) {
    argument(value.held(), 'v');
  }

  /** Writes values in their default form, with spaces between them and a newline at the end. */
  public void println(List<Value> values) {
    for (var i = 0; i < values.size(); i++) {
      if (i > 0) {
        sink.write(' ');
      }
      argument(values.get(i).held(), 'v');
    }
    sink.write('\n');
  }

  /** Writes an argument of a call, which is not held by an interface. */
  void argument(Value value, int verb) {
    if (value instanceof Value.Absent) {
      if (verb == 'T' || verb == 'v') {
        layout.pad("<nil>");
      } else {
        badVerb(value, verb);
      }
      return;
    }
    switch (verb) {
      case 'T' -> layout.string(value.typeName());
      case 'p' -> pointer(value);
      default -> {
        if (verb == 'w' && (value instanceof Value.Slice || value instanceof Value.Dict)) {
          badVerb(value, verb);
        } else {
          value(value, verb);
        }
      }
    }
  }

  private void pointer(Value value) {
    if (value instanceof Value.Slice || value instanceof Value.Dict) {
      base16(ADDRESS, !layout.sharp);
    } else {
      badVerb(value, 'p');
    }
  }

  private void base16(long number, boolean prefix) {
    var sharp = layout.sharp;
    layout.sharp = prefix;
    layout.integer(number, 16, false, 'v');
    layout.sharp = sharp;
  }

  private void value(Value value, int verb) {
    switch (value) {
      case Value.Absent ignored -> sink.write("<nil>");
      case Value.Any any -> element(any.content(), verb);
      case Value.Bool bool -> {
        if (verb == 't' || verb == 'v') {
          layout.bool(bool.is());
        } else {
          badVerb(value, verb);
        }
      }
      case Value.Int number -> integer(value, number.number(), true, verb);
      case Value.Octet number -> integer(value, number.number(), false, verb);
      case Value.Real number -> {
        if (isReal(verb)) {
          real(number.number(), verb);
        } else {
          badVerb(value, verb);
        }
      }
      case Value.Complex number -> complex(number, verb);
      case Value.Text text -> string(text, verb);
      case Value.Slice slice -> slice(slice, verb);
      case Value.Dict dict -> dict(dict, verb);
    }
  }

  /** Writes an element of a list or an object. */
  private void element(Value value, int verb) {
    if (value instanceof Value.Absent) {
      sink.write(layout.sharpV ? "interface {}(nil)" : "<nil>");
    } else {
      value(value, verb);
    }
  }

  private void integer(Value value, long number, boolean signed, int verb) {
    switch (verb) {
      case 'v' -> {
        if (layout.sharpV && !signed) {
          base16(number, true);
        } else {
          layout.integer(number, 10, signed, verb);
        }
      }
      case 'd' -> layout.integer(number, 10, signed, verb);
      case 'b' -> layout.integer(number, 2, signed, verb);
      case 'o', 'O' -> layout.integer(number, 8, signed, verb);
      case 'x', 'X' -> layout.integer(number, 16, signed, verb);
      case 'c' -> layout.rune(number);
      case 'q' -> layout.quotedRune(number);
      case 'U' -> layout.unicode(number);
      default -> badVerb(value, verb);
    }
  }

  private static boolean isReal(int verb) {
    return "vbgGxXfFeE".indexOf(verb) >= 0;
  }

  private void real(double number, int verb) {
    switch (verb) {
      case 'v' -> layout.real(number, 'g', -1);
      case 'F' -> layout.real(number, 'f', 6);
      case 'f', 'e', 'E' -> layout.real(number, verb, 6);
      default -> layout.real(number, verb, -1);
    }
  }

  private void complex(Value.Complex number, int verb) {
    if (!isReal(verb)) {
      badVerb(number, verb);
      return;
    }
    var plus = layout.plus;
    sink.write('(');
    real(number.real(), verb);
    layout.plus = true;
    real(number.imaginary(), verb);
    sink.write("i)");
    layout.plus = plus;
  }

  private void string(Value.Text text, int verb) {
    switch (verb) {
      case 'v' -> {
        if (layout.sharpV) {
          layout.quoted(text.bytes());
        } else {
          layout.string(text.bytes());
        }
      }
      case 's' -> layout.string(text.bytes());
      case 'x' -> layout.hex(text.bytes(), false);
      case 'X' -> layout.hex(text.bytes(), true);
      case 'q' -> layout.quoted(text.bytes());
      default -> badVerb(text, verb);
    }
  }

  private void slice(Value.Slice slice, int verb) {
    sink.write(layout.sharpV ? slice.typeName() + "{" : "[");
    for (var i = 0; i < slice.length(); i++) {
      if (i > 0) {
        separate();
      }
      element(slice.items().get(i), verb);
    }
    sink.write(layout.sharpV ? '}' : ']');
  }

  private void dict(Value.Dict dict, int verb) {
    sink.write(layout.sharpV ? dict.typeName() + "{" : "map[");
    var first = true;
    for (var entry : dict.entries().entrySet()) {
      if (!first) {
        separate();
      }
      first = false;
      string(new Value.Text(entry.getKey()), verb);
      sink.write(':');
      element(entry.getValue(), verb);
    }
    sink.write(layout.sharpV ? '}' : ']');
  }

  private void separate() {
    sink.write(layout.sharpV ? ", " : " ");
  }

  /** Writes Go's text for a verb that the value's type does not have. */
  private void badVerb(Value value, int verb) {
    sink.write("%!");
    sink.rune(verb);
    sink.write('(');
    if (value instanceof Value.Absent) {
      sink.write("<nil>");
    } else {
      sink.write(value.typeName() + "=");
      value(value, 'v');
    }
    sink.write(')');
  }
}
