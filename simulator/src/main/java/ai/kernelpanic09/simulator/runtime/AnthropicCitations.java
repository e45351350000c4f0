package ai.kernelpanic09.simulator.runtime;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Citations as the Messages API writes them. */
final class AnthropicCitations {
  private AnthropicCitations() {}

  static JsonArray of(JsonArray citations) {
    var own = new JsonArray();
    for (int i = 0; i < citations.size(); i++) {
      own.add(of(citations.getJsonObject(i)));
    }
    return own;
  }

  private static JsonObject of(JsonObject citation) {
    var location = citation.getJsonObject("location");
    var kind = location.fieldNames().iterator().next();
    var place = location.getJsonObject(kind);
    var own =
        new JsonObject()
            .put(
                "cited_text",
                citation.getJsonArray("sourceContent").getJsonObject(0).getString("text"));
    return switch (kind) {
      case "documentChar" -> document(own, "char", "char_index", citation, place);
      case "documentPage" -> document(own, "page", "page_number", citation, place);
      case "documentChunk" -> document(own, "content_block", "block_index", citation, place);
      default ->
          own.put("type", "search_result_location")
              .put("search_result_index", place.getInteger("searchResultIndex"))
              .put("source", citation.getString("source"))
              .put("title", citation.getString("title"))
              .put("start_block_index", place.getInteger("start"))
              .put("end_block_index", place.getInteger("end"));
    };
  }

  private static JsonObject document(
      JsonObject own, String type, String unit, JsonObject citation, JsonObject place) {
    return own.put("type", type + "_location")
        .put("document_index", place.getInteger("documentIndex"))
        .put("document_title", citation.getString("title"))
        .put("start_" + unit, place.getInteger("start"))
        .put("end_" + unit, place.getInteger("end"));
  }
}
