package ai.kernelpanic09.simulator.runtime;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Citations of the documents and search results that a conversation wants to see cited. */
final class Citations {
  private static final int QUOTED = 60;
  private static final Set<String> TEXT_FORMATS = Set.of("csv", "html", "txt", "md");

  private Citations() {}

  /**
   * A source that may be cited.
   *
   * @param quote a text of it; empty if it shows none
   * @param location in the shape of CitationLocation
   */
  record Source(String title, String uri, String quote, JsonObject location) {

    /** A text that cites it, as a content block. */
    JsonObject cite(String text) {
      return new JsonObject()
          .put(
              "citationsContent",
              new JsonObject()
                  .put("content", new JsonArray().add(new JsonObject().put("text", text)))
                  .put("citations", new JsonArray().add(citation())));
    }

    private JsonObject citation() {
      var citation = new JsonObject().put("title", title);
      if (!uri.isEmpty()) {
        citation.put("source", uri);
      }
      return citation
          .put("sourceContent", new JsonArray().add(new JsonObject().put("text", quote)))
          .put("location", location);
    }
  }

  static boolean wanted(JsonObject body) {
    return source(body).isPresent();
  }

  /** The first source that is to be cited. */
  static Optional<Source> source(JsonObject body) {
    int documents = 0;
    int results = 0;
    for (var block : blocks(body)) {
      if (block.getValue("document") instanceof JsonObject document) {
        if (enabled(document)) {
          return Optional.of(document(document, documents));
        }
        documents++;
      } else if (block.getValue("searchResult") instanceof JsonObject result) {
        if (enabled(result)) {
          return Optional.of(searchResult(result, results));
        }
        results++;
      }
    }
    return Optional.empty();
  }

  private static boolean enabled(JsonObject source) {
    return source.getJsonObject("citations", new JsonObject()).getBoolean("enabled", false);
  }

  private static Source document(JsonObject document, int index) {
    var name = document.getString("name", "");
    var source = document.getJsonObject("source", new JsonObject());
    if (source.getValue("content") instanceof JsonArray chunks && !chunks.isEmpty()) {
      return new Source(
          name,
          "",
          chunks.getJsonObject(0).getString("text", ""),
          new JsonObject().put("documentChunk", place("documentIndex", index, 0, 1)));
    }
    if (!source.containsKey("text") && !TEXT_FORMATS.contains(document.getString("format", ""))) {
      return new Source(
          name, "", "", new JsonObject().put("documentPage", place("documentIndex", index, 1, 2)));
    }
    var quote = quote(text(source));
    return new Source(
        name,
        "",
        quote,
        new JsonObject().put("documentChar", place("documentIndex", index, 0, quote.length())));
  }

  private static Source searchResult(JsonObject result, int index) {
    var content = result.getJsonArray("content", new JsonArray());
    return new Source(
        result.getString("title"),
        result.getString("source"),
        content.isEmpty() ? "" : content.getJsonObject(0).getString("text"),
        new JsonObject()
            .put("searchResultLocation", place("searchResultIndex", index, 0, content.size())));
  }

  private static JsonObject place(String what, int index, int start, int end) {
    return new JsonObject().put(what, index).put("start", start).put("end", end);
  }

  private static String text(JsonObject source) {
    return source.containsKey("text")
        ? source.getString("text")
        : new String(
            Base64.getDecoder().decode(source.getString("bytes", "")), StandardCharsets.UTF_8);
  }

  private static String quote(String text) {
    int length = Math.min(QUOTED, text.codePointCount(0, text.length()));
    return text.substring(0, text.offsetByCodePoints(0, length));
  }

  private static List<JsonObject> blocks(JsonObject body) {
    var blocks = new ArrayList<JsonObject>();
    for (var message : body.getJsonArray("messages", new JsonArray())) {
      ((JsonObject) message).getJsonArray("content").forEach(b -> blocks.add((JsonObject) b));
    }
    return blocks;
  }
}
