package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.sidecar.converse.ComposedContent;
import ai.kernelpanic09.sidecar.converse.ComposedContent.ToolResult;
import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.converse.ToolIds;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what tools have answered. */
final class ToolResults {

  private final ConverseWriter to;
  private final Sources sources;
  private final ToolIds ids;
  private @Nullable CacheControl cache;

  ToolResults(ConverseWriter to, Sources sources, ToolIds ids) {
    this.to = to;
    this.sources = sources;
    this.ids = ids;
  }

  /**
   * Reads a block {@code tool_result}. Converse has no cache points within a result: one that is
   * wished for there stands behind the result.
   */
  void read(JsonMembers block, ComposedContent into) throws InvalidRequestException {
    block.allow(Set.of("type", "tool_use_id", "content", "is_error", CacheControl.MEMBER));
    var failed = block.get("is_error");
    var id = ids.of(block.require("tool_use_id"));
    var result = into.toolResult(id, failed != null && failed.flag());
    cache = null;
    content(block.get("content"), result);
    result.end();
    if (cache != null && !block.has(CacheControl.MEMBER)) {
      into.cachePoint(cache.path(), cache.anHour());
    }
  }

  private void content(@Nullable JsonMember content, ToolResult result)
      throws InvalidRequestException {
    if (content == null) {
      result.text(to.text(""));
    } else if (content.isText()) {
      result.text(to.value(content));
    } else if (content.isArray()) {
      parts(content, result);
    } else {
      throw content.wrong("must be a text or an array of content blocks");
    }
  }

  private void parts(JsonMember content, ToolResult result) throws InvalidRequestException {
    var from = content.scanner();
    var empty = true;
    while (from.next() != Token.END_ARRAY) {
      var part = JsonMembers.read(from);
      part(part, result);
      var wished = CacheControl.of(part);
      cache = wished == null ? cache : wished;
      empty = false;
    }
    if (empty) {
      result.text(to.text(""));
    }
  }

  private void part(JsonMembers part, ToolResult result) throws InvalidRequestException {
    var type = part.require("type");
    switch (type.word()) {
      case "text" -> {
        part.allow(Set.of("type", "text", "citations", CacheControl.MEMBER));
        var text = part.require("text");
        if (!text.isText()) {
          throw text.wrong("must be a text");
        }
        result.text(to.value(text));
      }
      case "image" -> {
        var image = sources.image(part);
        result.image(part.path(), image.format(), image.start(), image.end());
      }
      case "document" -> {
        switch (sources.document(part)) {
          case Sources.Document.Encoded(var head, var start, var end) ->
              result.document(part.path(), head, start, end);
          case Sources.Document.Plain(var head, var text) ->
              result.document(part.path(), head, List.of(text));
          case Sources.Document.Parts(var head, var texts) ->
              result.document(part.path(), head, texts);
        }
      }
      case "search_result" -> result.searchResult(sources.searchResult(part));
      default -> throw type.wrong("must be text, image, document or search_result");
    }
  }
}
