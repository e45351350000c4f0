package ai.kernelpanic09.simulator.wire;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request as it came over the wire: path and query are still percent-encoded, because signatures
 * and model ids depend on it.
 */
public record AwsRequest(
    String method, String rawPath, String rawQuery, MultiMap headers, Buffer body) {

  /** The first value of a header, or the empty string. */
  public String header(String name) {
    var value = headers.get(name);
    return value == null ? "" : value;
  }

  /** The decoded query parameters; for a repeated name the last value. */
  public Map<String, String> query() {
    return decode(rawQuery, false);
  }

  /** The decoded fields of a form body. */
  public Map<String, String> form() {
    return decode(body.toString(StandardCharsets.UTF_8), true);
  }

  /** The raw path's segments, percent-decoded one by one. */
  public String[] segments() {
    var parts = rawPath.substring(rawPath.startsWith("/") ? 1 : 0).split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      parts[i] = decode(parts[i], false, rawPath);
    }
    return parts;
  }

  private static Map<String, String> decode(String pairs, boolean plusIsSpace) {
    var fields = new LinkedHashMap<String, String>();
    for (var pair : pairs.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        var name = equals < 0 ? pair : pair.substring(0, equals);
        var value = equals < 0 ? "" : pair.substring(equals + 1);
        fields.put(decode(name, plusIsSpace, pairs), decode(value, plusIsSpace, pairs));
      }
    }
    return fields;
  }

  private static String decode(String text, boolean plusIsSpace, String whole) {
    try {
      return URLDecoder.decode(
          plusIsSpace ? text : text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw AwsError.validation("Invalid percent-encoding in " + whole);
    }
  }
}
