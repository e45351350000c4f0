package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.sidecar.converse.ComposedContent.DocumentHead;
import ai.kernelpanic09.sidecar.converse.ComposedContent.SearchResult;
import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.converse.DocumentNames;
import ai.kernelpanic09.sidecar.converse.ScannedValue;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what images, documents and search results hold. Nothing is fetched. */
final class Sources {

  /** What is noted of each must not take more memory than the body itself. */
  private static final int MAX_PARTS = 10_000;

  private final ConverseWriter to;
  private final DocumentNames names = new DocumentNames();

  Sources(ConverseWriter to) {
    this.to = to;
  }

  /**
   * An image.
   *
   * @param format as Converse names it
   * @param start of its base64 in the body
   */
  record Image(String format, int start, int end) {}

  /** A document. */
  sealed interface Document {
    DocumentHead head();

    /**
     * One in a format of its own.
     *
     * @param start of its base64 in the body
     */
    record Encoded(DocumentHead head, int start, int end) implements Document {}

    /** One that is a text. */
    record Plain(DocumentHead head, ScannedValue text) implements Document {}

    /** One of texts that are cited one by one. */
    record Parts(DocumentHead head, List<ScannedValue> texts) implements Document {}
  }

  Image image(JsonMembers block) throws InvalidRequestException {
    block.allow(Set.of("type", "source", CacheControl.MEMBER));
    var source = block.require("source").members();
    requireBase64(source, "image");
    var type = source.require("media_type");
    var format =
        switch (type.word()) {
          case "image/png" -> "png";
          case "image/jpeg" -> "jpeg";
          case "image/gif" -> "gif";
          case "image/webp" -> "webp";
          default -> throw type.wrong("must be image/png, image/jpeg, image/gif or image/webp");
        };
    var data = base64(source.require("data"));
    return new Image(format, data.start() + 1, data.end() - 1);
  }

  private static void requireBase64(JsonMembers source, String what)
      throws InvalidRequestException {
    var type = source.require("type");
    switch (type.word()) {
      case "base64" -> source.allow(Set.of("type", "media_type", "data"));
      case "url" -> throw type.wrong("is not fetched; send the " + what + " itself, as base64");
      case "file" -> throw type.wrong("no files are kept here; send the " + what + " as base64");
      default -> throw type.wrong("must be \"base64\"");
    }
  }

  /** A text that is base64, as far as its beginning shows. */
  static JsonMember base64(JsonMember data) throws InvalidRequestException {
    if (!data.isText() || data.end() - data.start() < 3 || !data.scanner().isBase64()) {
      throw data.wrong("must be base64 alone, without a prefix such as data:");
    }
    return data;
  }

  Document document(JsonMembers block) throws InvalidRequestException {
    block.allow(Set.of("type", "source", "title", "context", "citations", CacheControl.MEMBER));
    var source = block.require("source").members();
    var type = source.require("type");
    return switch (type.word()) {
      case "text" -> {
        source.allow(Set.of("type", "media_type", "data"));
        requireMediaType(source, "text/plain");
        yield new Document.Plain(head(block, "txt"), text(source.require("data")));
      }
      case "content" -> {
        source.allow(Set.of("type", "content"));
        yield new Document.Parts(head(block, "txt"), texts(source.require("content")));
      }
      default -> {
        requireBase64(source, "document");
        requireMediaType(source, "application/pdf");
        var data = base64(source.require("data"));
        yield new Document.Encoded(head(block, "pdf"), data.start() + 1, data.end() - 1);
      }
    };
  }

  private static void requireMediaType(JsonMembers source, String expected)
      throws InvalidRequestException {
    var type = source.require("media_type");
    if (!type.word().equals(expected)) {
      throw type.wrong("must be " + expected);
    }
  }

  private DocumentHead head(JsonMembers block, String format) throws InvalidRequestException {
    var title = block.get("title");
    var context = block.get("context");
    return new DocumentHead(
        format,
        to.text(names.of(title == null ? "" : title.word())),
        context == null || isEmpty(context) ? null : text(context),
        cites(block));
  }

  private static boolean isEmpty(JsonMember text) {
    return text.isText() && text.end() - text.start() == 2;
  }

  private static boolean cites(JsonMembers block) throws InvalidRequestException {
    var citations = block.get("citations");
    if (citations == null) {
      return false;
    }
    var members = citations.members();
    members.allow(Set.of("enabled"));
    var enabled = members.get("enabled");
    return enabled != null && enabled.flag();
  }

  SearchResult searchResult(JsonMembers block) throws InvalidRequestException {
    block.allow(Set.of("type", "source", "title", "content", "citations", CacheControl.MEMBER));
    return new SearchResult(
        text(block.require("source")),
        text(block.require("title")),
        texts(block.require("content")),
        cites(block));
  }

  /** A text that is not blank. */
  private ScannedValue text(JsonMember text) throws InvalidRequestException {
    var value = value(text);
    if (value.blank()) {
      throw text.wrong("must not be blank");
    }
    return value;
  }

  /** A text of any kind. */
  private ScannedValue value(JsonMember text) throws InvalidRequestException {
    if (!text.isText()) {
      throw text.wrong("must be a text");
    }
    return to.value(text);
  }

  private List<ScannedValue> texts(JsonMember content) throws InvalidRequestException {
    if (content.isText()) {
      return List.of(text(content));
    }
    var texts = new ArrayList<ScannedValue>();
    content.each(MAX_PARTS, each -> texts.add(text(textOf(each.members()))));
    if (texts.isEmpty()) {
      throw content.wrong("must hold at least one text");
    }
    return texts;
  }

  private static JsonMember textOf(JsonMembers part) throws InvalidRequestException {
    var type = part.require("type");
    if (!type.word().equals("text")) {
      throw type.wrong("must be \"text\"");
    }
    part.allow(Set.of("type", "text", "citations"));
    return part.require("text");
  }

  /** The signature of thoughts; null for none. */
  @Nullable ScannedValue signature(JsonMembers thinking) throws InvalidRequestException {
    var signature = thinking.get("signature");
    return signature == null || isEmpty(signature) ? null : value(signature);
  }
}
