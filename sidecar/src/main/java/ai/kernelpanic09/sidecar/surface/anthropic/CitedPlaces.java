package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Citations of Converse in Anthropic's form. */
final class CitedPlaces {

  private static final int CAPACITY = 512;

  private CitedPlaces() {}

  /** One of Anthropic's kinds of places, and the names of its members. */
  private record Kind(String type, String index, String start, String end) {}

  private static @Nullable Kind kind(String location) {
    return switch (location) {
      case "documentChar" ->
          new Kind("char_location", "document_index", "start_char_index", "end_char_index");
      case "documentPage" ->
          new Kind("page_location", "document_index", "start_page_number", "end_page_number");
      case "documentChunk" ->
          new Kind(
              "content_block_location", "document_index", "start_block_index", "end_block_index");
      case "searchResultLocation" ->
          new Kind(
              "search_result_location",
              "search_result_index",
              "start_block_index",
              "end_block_index");
      default -> null;
    };
  }

  /**
   * A citation as an object of JSON; null for one of a place that Anthropic has no form for.
   *
   * @param citation as Converse has it
   */
  static @Nullable String of(JsonMember citation) {
    try {
      var members = citation.isObject() ? citation.members() : null;
      var location = members == null ? null : members.get("location");
      if (members == null || location == null || !location.isObject()) {
        return null;
      }
      var places = location.members();
      for (var name : places.names()) {
        var place = places.get(name);
        var kind = kind(name);
        if (kind != null && place != null && place.isObject()) {
          return written(members, kind, place.members());
        }
      }
      return null;
    } catch (InvalidRequestException e) {
      // Bedrock's own numbers are such; anything else is no place.
      return null;
    }
  }

  private static String written(JsonMembers citation, Kind kind, JsonMembers place)
      throws InvalidRequestException {
    var searched = kind.index().equals("search_result_index");
    var index = number(place, searched ? "searchResultIndex" : "documentIndex");
    var start = number(place, "start");
    var end = number(place, "end");
    var text = citedText(citation.get("sourceContent"));
    var title = text(citation.get("title"));
    var source = text(citation.get("source"));
    var json =
        Json.object(
            CAPACITY,
            to -> {
              to.writeStringField("type", kind.type());
              to.writeStringField("cited_text", text);
              to.writeNumberField(kind.index(), index);
              writeText(to, searched ? "title" : "document_title", title);
              if (searched) {
                to.writeStringField("source", source == null ? "" : source);
              }
              to.writeNumberField(kind.start(), start);
              to.writeNumberField(kind.end(), end);
            });
    return new String(json, StandardCharsets.UTF_8);
  }

  private static void writeText(JsonGenerator to, String name, @Nullable String text)
      throws IOException {
    if (text == null) {
      to.writeNullField(name);
    } else {
      to.writeStringField(name, text);
    }
  }

  private static long number(JsonMembers place, String name) throws InvalidRequestException {
    var member = place.get(name);
    return member == null ? 0 : member.wholeNumber(0);
  }

  private static @Nullable String text(@Nullable JsonMember text) throws InvalidRequestException {
    return text != null && text.isText() ? text.text() : null;
  }

  private static String citedText(@Nullable JsonMember content) throws InvalidRequestException {
    var joined = new StringBuilder();
    if (content != null && content.isArray()) {
      for (var each : content.items(Integer.MAX_VALUE)) {
        var text = each.isObject() ? text(each.members().get("text")) : null;
        if (text != null) {
          joined.append(text);
        }
      }
    }
    return joined.toString();
  }
}
