package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.textcheck.TextKind;
import org.jspecify.annotations.Nullable;

/** Finds the texts of a document block of a message in Converse's own shape. */
final class PassedDocument {

  private static final int MAX_PARTS = 100_000;

  private final BodyTexts checkedTexts;

  PassedDocument(BodyTexts checkedTexts) {
    this.checkedTexts = checkedTexts;
  }

  /** Notes what of a document a guardrail can read, and whether it can't read some of it. */
  void read(JsonMember document) throws InvalidRequestException {
    var members = document.members();
    text(members.get("name"));
    text(members.get("context"));
    var source = members.get("source");
    if (source != null) {
      source(document, members, source.members());
    }
  }

  private void source(JsonMember document, JsonMembers members, JsonMembers source)
      throws InvalidRequestException {
    text(source.get("text"));
    var content = source.get("content");
    if (content != null) {
      content.each(MAX_PARTS, part -> text(part.members().get("text")));
    }
    var bytes = source.get("bytes");
    if (bytes == null) {
      return;
    }
    var format = members.get("format");
    if (format != null && bytes.isText() && EncodedText.isPlain(format.word())) {
      checkedTexts.addEncoded(TextKind.DOCUMENT, bytes.start() + 1, bytes.end() - 1);
    } else {
      checkedTexts.unreadable(TextKind.DOCUMENT, document.path());
    }
  }

  private void text(@Nullable JsonMember text) throws InvalidRequestException {
    if (text != null) {
      var scanned = text.isText() ? text.scanner().scanned().characters() : 0;
      checkedTexts.add(
          TextKind.DOCUMENT,
          text.start(),
          text.end(),
          Math.max(scanned, text.end() - text.start()));
    }
  }
}
