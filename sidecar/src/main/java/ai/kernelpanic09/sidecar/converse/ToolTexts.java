package ai.kernelpanic09.sidecar.converse;

import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where tool results and tool inputs stand in a request that is written: texts as texts, all else
 * as its JSON.
 */
final class ToolTexts {

  private final List<Place> places = new ArrayList<>();
  private final List<Long> lengths = new ArrayList<>();
  private @Nullable String unreadable;

  /** Bytes of one JSON value. */
  private record Place(int start, int end) {}

  /**
   * A value was written between these positions; separators may stand before it.
   *
   * @param length its characters, or more
   */
  void add(byte[] written, int start, int end, long length) {
    var from = start;
    while (written[from] == ':' || written[from] == ',') {
      from++;
    }
    places.add(new Place(from, end));
    lengths.add(length);
  }

  /** Something of a tool's that no guardrail can read stands here. */
  void unreadable(String path) {
    unreadable = unreadable == null ? path : unreadable;
  }

  /** Where the first thing stands that can't be checked; null when all can. */
  @Nullable String unreadable() {
    return unreadable;
  }

  boolean isEmpty() {
    return places.isEmpty();
  }

  /** Characters of each. */
  List<Long> lengths() {
    return lengths;
  }

  List<String> read(byte[] written) throws IOException {
    var texts = new ArrayList<String>(places.size());
    for (var place : places) {
      texts.add(text(written, place));
    }
    return texts;
  }

  private static String text(byte[] written, Place place) throws IOException {
    if (written[place.start()] != '"') {
      return new String(
          written, place.start(), place.end() - place.start(), StandardCharsets.UTF_8);
    }
    var value = new byte[place.end() - place.start()];
    System.arraycopy(written, place.start(), value, 0, value.length);
    try (var from = Json.parser(value)) {
      from.nextToken();
      return from.getText();
    }
  }

  /**
   * The written bytes with other texts in these places, which move accordingly.
   *
   * @param end of what is written
   * @throws IOException when a text does not fit where JSON stood
   */
  byte[] replaced(byte[] written, int end, List<String> texts) throws IOException {
    var after = new ByteArrayOutputStream(end + 256);
    var moved = new ArrayList<Place>(places.size());
    var at = 0;
    for (var i = 0; i < places.size(); i++) {
      var place = places.get(i);
      after.write(written, at, place.start() - at);
      var start = after.size();
      if (written[place.start()] == '"') {
        try (var to = Json.generator(after)) {
          to.writeString(texts.get(i));
        }
      } else {
        requireValue(texts.get(i));
        after.write(texts.get(i).getBytes(StandardCharsets.UTF_8));
      }
      moved.add(new Place(start, after.size()));
      at = place.end();
    }
    after.write(written, at, end - at);
    places.clear();
    places.addAll(moved);
    return after.toByteArray();
  }

  /**
   * Checks that a masked text is one JSON value still.
   *
   * @throws IOException when it is not
   */
  static void requireValue(String json) throws IOException {
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
