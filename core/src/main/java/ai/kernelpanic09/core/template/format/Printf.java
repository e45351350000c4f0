package ai.kernelpanic09.core.template.format;

import ai.kernelpanic09.core.template.text.Utf8;
import ai.kernelpanic09.core.template.value.Value;
import java.util.List;

/** One run through a format string of Go's fmt.Sprintf. */
public final class Printf {

  /** Greatest magnitude of a width or precision; a greater one is an error. */
  private static final int GREATEST_NUMBER = 1_000_000;

  private static final int NONE = -1;

  private final Sink sink;
  private final Printer printer;
  private final Layout layout;
  private final String format;
  private final List<Value> arguments;

  private int at;
  private int argument;
  private boolean afterIndex;
  private boolean reordered;
  private boolean goodIndex;

  private Printf(Sink sink, String format, List<Value> arguments) {
    this.sink = sink;
    this.printer = new Printer(sink);
    this.layout = printer.layout();
    this.format = format;
    this.arguments = arguments;
  }

  /** Writes {@code arguments} as the verbs of {@code format} demand. */
  public static void write(Sink sink, String format, List<Value> arguments) {
    new Printf(sink, format, arguments).run();
  }

  private void run() {
    while (at < format.length()) {
      var percent = format.indexOf('%', at);
      var end = percent < 0 ? format.length() : percent;
      sink.write(format.substring(at, end));
      at = end + 1;
      if (percent >= 0) {
        directive();
      }
    }
    if (!reordered && argument < arguments.size()) {
      extra();
    }
  }

  private void directive() {
    layout.clear();
    goodIndex = true;
    afterIndex = false;
    flags();
    index();
    width();
    precision();
    if (!afterIndex) {
      index();
    }
    if (at >= format.length()) {
      sink.write("%!(NOVERB)");
      return;
    }
    var decoded = Utf8.decode(format, at);
    at += Utf8.width(decoded);
    verb(Utf8.rune(decoded));
  }

  private void flags() {
    for (; at < format.length(); at++) {
      switch (format.charAt(at)) {
        case '#' -> layout.sharp = true;
        case '0' -> layout.zero = true;
        case '+' -> layout.plus = true;
        case '-' -> layout.minus = true;
        case ' ' -> layout.space = true;
        default -> {
          return;
        }
      }
    }
  }

  private boolean isAt(char c) {
    return at < format.length() && format.charAt(at) == c;
  }

  /** Reads an explicit index of an argument, as [2]. */
  private void index() {
    if (!isAt('[')) {
      afterIndex = false;
      return;
    }
    reordered = true;
    var begin = at + 1;
    var close = format.length() - at < 3 ? -1 : format.indexOf(']', begin);
    if (close < 0) {
      goodIndex = false;
      afterIndex = false;
      at++;
      return;
    }
    at = begin;
    var number = number(close);
    var complete = number != NONE && at == close;
    at = close + 1;
    if (complete && number >= 1 && number <= arguments.size()) {
      argument = number - 1;
      afterIndex = true;
    } else {
      goodIndex = false;
      afterIndex = complete;
    }
  }

  /** Reads a number of ASCII digits that ends before an index, or {@link #NONE}. */
  private int number(int end) {
    var number = NONE;
    while (at < end && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
      if (number > GREATEST_NUMBER) {
        at = end;
        return NONE;
      }
      number = Math.max(number, 0) * 10 + format.charAt(at) - '0';
      at++;
    }
    return number;
  }

  private void width() {
    if (isAt('*')) {
      at++;
      var width = numberOfArgument();
      if (width == Integer.MIN_VALUE) {
        sink.write("%!(BADWIDTH)");
      } else {
        layout.width = Math.abs(width);
        if (width < 0) {
          layout.minus = true;
          layout.zero = false;
        }
      }
      afterIndex = false;
    } else {
      layout.width = number(format.length());
      if (afterIndex && layout.width != NONE) {
        goodIndex = false;
      }
    }
  }

  private void precision() {
    if (at + 1 >= format.length() || !isAt('.')) {
      return;
    }
    at++;
    if (afterIndex) {
      goodIndex = false;
    }
    index();
    if (isAt('*')) {
      at++;
      var precision = numberOfArgument();
      if (precision < 0) {
        sink.write("%!(BADPREC)");
      } else {
        layout.precision = precision;
      }
      afterIndex = false;
    } else {
      layout.precision = Math.max(0, number(format.length()));
    }
  }

  /** Takes an argument as a width or precision; {@code Integer.MIN_VALUE} if it is none. */
  private int numberOfArgument() {
    if (argument >= arguments.size()) {
      return Integer.MIN_VALUE;
    }
    var number =
        switch (arguments.get(argument++).held()) {
          case Value.Int n -> n.number();
          case Value.Octet n -> n.number();
          default -> Long.MIN_VALUE;
        };
    return number >= -GREATEST_NUMBER && number <= GREATEST_NUMBER
        ? (int) number
        : Integer.MIN_VALUE;
  }

  private void verb(int verb) {
    if (verb == '%') {
      sink.write('%');
    } else if (!goodIndex) {
      complain(verb, "(BADINDEX)");
    } else if (argument >= arguments.size()) {
      complain(verb, "(MISSING)");
    } else {
      if (verb == 'v' || verb == 'w') {
        layout.sharpV = layout.sharp;
        layout.sharp = false;
        // With the data of templates %+v is %v: it would name the fields of structs.
        layout.plus = false;
      }
      printer.argument(arguments.get(argument++).held(), verb);
    }
  }

  private void complain(int verb, String what) {
    sink.write("%!");
    sink.rune(verb);
    sink.write(what);
  }

  private void extra() {
    layout.clear();
    sink.write("%!(EXTRA ");
    for (var i = argument; i < arguments.size(); i++) {
      if (i > argument) {
        sink.write(", ");
      }
      var value = arguments.get(i).held();
      if (!(value instanceof Value.Absent)) {
        sink.write(value.typeName() + "=");
      }
      printer.argument(value, 'v');
    }
    sink.write(')');
  }
}
