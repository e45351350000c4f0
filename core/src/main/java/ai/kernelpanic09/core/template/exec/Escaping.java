package ai.kernelpanic09.core.template.exec;

import ai.kernelpanic09.core.template.format.Sink;
import ai.kernelpanic09.core.template.text.Runes;
import ai.kernelpanic09.core.template.text.Utf8;
import java.util.Locale;

/** Escapes texts for HTML, for JavaScript, and for the query of a URL. */
final class Escaping {

  private static final String HEX = "0123456789ABCDEF";

  private Escaping() {}

  static String html(String bytes, Sink sink) {
    for (var i = 0; i < bytes.length(); i++) {
      var c = bytes.charAt(i);
      switch (c) {
        case 0 -> sink.write(Utf8.bytesOf("\uFFFD"));
        case '"' -> sink.write("&#34;");
        case '\'' -> sink.write("&#39;");
        case '&' -> sink.write("&amp;");
        case '<' -> sink.write("&lt;");
        case '>' -> sink.write("&gt;");
        default -> sink.write(c);
      }
    }
    return sink.bytes();
  }

  static String js(String bytes, Sink sink) {
    for (var i = 0; i < bytes.length(); ) {
      var decoded = Utf8.decode(bytes, i);
      var rune = Utf8.rune(decoded);
      var next = i + Utf8.width(decoded);
      switch (rune) {
        case '\\' -> sink.write("\\\\");
        case '\'' -> sink.write("\\'");
        case '"' -> sink.write("\\\"");
        case '<' -> sink.write("\\u003C");
        case '>' -> sink.write("\\u003E");
        case '&' -> sink.write("\\u0026");
        case '=' -> sink.write("\\u003D");
        default -> {
          if (rune < ' ' || (rune >= 0x80 && !Runes.isPrint(rune))) {
            sink.write(String.format(Locale.ROOT, "\\u%04X", rune));
          } else {
            sink.write(bytes.substring(i, next));
          }
        }
      }
      i = next;
    }
    return sink.bytes();
  }

  static String query(String bytes, Sink sink) {
    for (var i = 0; i < bytes.length(); i++) {
      var c = bytes.charAt(i);
      if (c == ' ') {
        sink.write('+');
      } else if (isUnreserved(c)) {
        sink.write(c);
      } else {
        sink.write('%');
        sink.write(HEX.charAt(c >> 4));
        sink.write(HEX.charAt(c & 0xF));
      }
    }
    return sink.bytes();
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-_.~".indexOf(c) >= 0;
  }
}
