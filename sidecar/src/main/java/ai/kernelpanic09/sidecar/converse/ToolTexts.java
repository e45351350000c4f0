package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.body.ByteCursor;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Where tool results and tool inputs stand in a body: texts as texts, all else as JSON, which is
 * read in its shortest form, so that no escape hides a word.
 */
public final class ToolTexts {

  private final ReceivedBytes body;
  private int[] starts = {};
  private int[] ends = {};
  private int[] lengths = {};
  private int count;
  private @Nullable String unreadable;
  private @Nullable List<String> replaced;

  public ToolTexts(ReceivedBytes body) {
    this.body = body;
  }

  /**
   * A value stands here, behind those that were added before.
   *
   * @param length its characters, or more
   */
  public void add(int start, int end, long length) {
    if (count == starts.length) {
      var more = Math.max(4, 2 * count);
      starts = Arrays.copyOf(starts, more);
      ends = Arrays.copyOf(ends, more);
      lengths = Arrays.copyOf(lengths, more);
    }
    starts[count] = start;
    ends[count] = end;
    lengths[count] = (int) Math.min(Integer.MAX_VALUE, length);
    count++;
  }

  /** Something of a tool's that no guardrail can read stands here. */
  public void unreadable(String path) {
    unreadable = unreadable == null ? path : unreadable;
  }

  /** Where the first thing stands that can't be checked; null when all can. */
  @Nullable String unreadable() {
    return unreadable;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** Characters of each. */
  public LongStream lengths() {
    return IntStream.range(0, count).mapToLong(i -> lengths[i]);
  }

  /** Bytes of memory that it takes. */
  public long allocated() {
    return 3L * Integer.BYTES * starts.length;
  }

  /** All of them, as they are now. */
  public List<String> read() {
    var masked = replaced;
    if (masked != null) {
      return masked;
    }
    var texts = new ArrayList<String>(count);
    for (var i = 0; i < count; i++) {
      texts.add(
          isText(i) ? JsonScanner.text(body, starts[i], ends[i]) : shortest(starts[i], ends[i]));
    }
    return texts;
  }

  private boolean isText(int number) {
    return new ByteCursor(body, starts[number], ends[number]).peek() == '"';
  }

  private String shortest(int start, int end) {
    var json = new StringBuilder(Math.min(end - start, 1 << 16));
    var from = new JsonScanner(body, start, end);
    try {
      for (var token = from.next(); token != Token.END; token = from.next()) {
        write(json, from, token);
      }
    } catch (InvalidRequestException e) {
      throw new IllegalStateException("JSON that was read before can't be read", e);
    }
    return json.toString();
  }

  private static void write(StringBuilder json, JsonScanner from, Token token) {
    if (needsComma(json, token)) {
      json.append(',');
    }
    switch (token) {
      case START_OBJECT -> json.append('{');
      case END_OBJECT -> json.append('}');
      case START_ARRAY -> json.append('[');
      case END_ARRAY -> json.append(']');
      case NAME, TEXT -> {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(from.text(), json);
        json.append(token == Token.NAME ? "\":" : "\"");
      }
      default -> json.append(from.text());
    }
  }

  private static boolean needsComma(StringBuilder json, Token token) {
    if (json.isEmpty() || token == Token.END_OBJECT || token == Token.END_ARRAY) {
      return false;
    }
    return "{[:".indexOf(json.charAt(json.length() - 1)) < 0;
  }

  /**
   * Puts other texts in the place of {@link #read}.
   *
   * @param all the body that these places belong to
   * @return that body with the texts in it
   * @throws IOException when one does not fit where JSON stood
   */
  public Splices replaced(Splices all, List<String> texts) throws IOException {
    for (var i = 0; i < count; i++) {
      if (!isText(i)) {
        requireValue(texts.get(i));
      }
    }
    replaced = texts;
    return all.replacing(starts, ends, count, i -> json(i, texts.get(i)));
  }

  private byte[] json(int number, String text) {
    return isText(number)
        ? ('"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"')
            .getBytes(StandardCharsets.UTF_8)
        : text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Checks that a masked text is one JSON value still.
   *
   * @throws IOException when it is not
   */
  public static void requireValue(String json) throws IOException {
    try (var from = Json.parser(json.getBytes(StandardCharsets.UTF_8))) {
      var first = from.nextToken();
      if (first == null || first == JsonToken.NOT_AVAILABLE) {
        throw new IOException("nothing is left");
      }
      from.skipChildren();
      if (from.nextToken() != null) {
        throw new IOException("more than one value");
      }
    }
  }
}
