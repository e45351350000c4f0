package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.converse.ComposedContent;
import ai.kernelpanic09.sidecar.converse.ComposedContent.DocumentHead;
import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.converse.DocumentNames;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;

/** Reads images and files, which come with the request: nothing is fetched. */
final class Attachments {

  private final ConverseWriter writer;
  private final DocumentNames documents = new DocumentNames();

  Attachments(ConverseWriter writer) {
    this.writer = writer;
  }

  /** Composes an image of its URL. */
  void image(JsonMember url, ComposedContent to) throws InvalidRequestException {
    var data = DataUrl.of(url);
    to.image(MediaTypes.image(url, data.mediaType()), data.start(), data.end());
  }

  /** Composes an image that a tool has answered with. */
  void image(JsonMember url, ComposedContent.ToolResult to) throws InvalidRequestException {
    var data = DataUrl.of(url);
    to.image(url.path(), MediaTypes.image(url, data.mediaType()), data.start(), data.end());
  }

  /** Composes a document of a file's members {@code file_data} and {@code filename}. */
  void file(JsonMembers file, ComposedContent to) throws InvalidRequestException {
    var data = data(file);
    to.document(file.require("file_data").path(), head(file, data), data.start(), data.end());
  }

  /** Composes a document that a tool has answered with. */
  void file(JsonMembers file, ComposedContent.ToolResult to) throws InvalidRequestException {
    var data = data(file);
    to.document(file.require("file_data").path(), head(file, data), data.start(), data.end());
  }

  private static DataUrl data(JsonMembers file) throws InvalidRequestException {
    if (file.has("file_id")) {
      throw file.wrong("file_id", "no files are kept here; send the file as file_data");
    }
    return DataUrl.of(file.require("file_data"));
  }

  private DocumentHead head(JsonMembers file, DataUrl data) throws InvalidRequestException {
    var filename = file.get("filename");
    var name = writer.text(documents.of(filename == null ? "" : filename.word()));
    var format = MediaTypes.document(file.require("file_data"), data.mediaType());
    return new DocumentHead(format, name, null, false);
  }
}
