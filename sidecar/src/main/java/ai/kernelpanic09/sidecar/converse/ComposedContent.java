package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import java.util.List;

/** Messages or a system prompt that are composed of values of the body, block by block. */
public final class ComposedContent {

  /** The author of a message. */
  public enum Role {
    USER("user"),
    ASSISTANT("assistant");

    private final String text;

    Role(String text) {
      this.text = text;
    }
  }

  private final JsonSplices to;
  private final WorstCaseTally tally;
  private final ToolTexts toolTexts;
  private boolean first = true;

  ComposedContent(Splices to, WorstCaseTally tally, ToolTexts toolTexts) {
    this.to = new JsonSplices(to);
    this.tally = tally;
    this.toolTexts = toolTexts;
    this.to.text("[");
  }

  /** Begins a message. */
  public void beginMessage(Role role) throws InvalidRequestException {
    tally.part();
    to.text((first ? "{\"role\":\"" : ",{\"role\":\"") + role.text + "\",\"content\":[");
    first = true;
  }

  public void endMessage() {
    to.text("]}");
    first = false;
  }

  /** Ends the messages or the system prompt. */
  public void end() {
    to.text("]").flush();
  }

  /** Adds a text that the model reads. */
  public void text(ScannedValue text) throws InvalidRequestException {
    begin("text");
    tally.text(text.textBytes(), text.characters(), true);
    to.value(text).text("}");
  }

  /**
   * Adds an image.
   *
   * @param format as Converse names it, such as {@code png}
   * @param base64 its bytes, a text in base64
   */
  public void image(String format, ScannedValue base64) throws InvalidRequestException {
    begin("image");
    tally.image();
    to.text("{\"format\":").quoted(format);
    to.text(",\"source\":{\"bytes\":").value(base64).text("}}}");
  }

  /**
   * Adds a document, whose tokens can't be bounded from its bytes.
   *
   * @param format as Converse names it, such as {@code pdf}
   * @param base64 its bytes, a text in base64
   */
  public void document(String format, ScannedValue name, ScannedValue base64)
      throws InvalidRequestException {
    begin("document");
    tally.opaque();
    var structure = "{'format':'" + format + "','name':,'source':{'bytes':}}";
    tally.ownJson(structure, name.jsonBytes() + base64.jsonBytes(), true);
    to.text("{\"format\":").quoted(format).text(",\"name\":").value(name);
    to.text(",\"source\":{\"bytes\":").value(base64).text("}}}");
  }

  /**
   * Adds the model's use of a tool.
   *
   * @param input any JSON
   */
  public void toolUse(ScannedValue id, ScannedValue name, ScannedValue input)
      throws InvalidRequestException {
    begin("toolUse");
    tally.tools();
    tally.json(id.jsonBytes(), false);
    tally.json(name.jsonBytes(), false);
    toolText(input, false);
    to.text("{\"toolUseId\":").value(id).text(",\"name\":").value(name);
    to.text(",\"input\":").value(input).text("}}");
  }

  /**
   * Adds the result of a tool.
   *
   * @param failed whether the tool has reported an error
   * @param texts the texts of the result
   */
  public void toolResult(ScannedValue id, boolean failed, List<ScannedValue> texts)
      throws InvalidRequestException {
    begin("toolResult");
    tally.tools();
    tally.json(id.jsonBytes(), false);
    to.text("{\"toolUseId\":").value(id).text(",\"content\":[");
    var separator = "{\"text\":";
    for (var each : texts) {
      tally.part();
      toolText(each, true);
      to.text(separator).value(each).text("}");
      separator = ",{\"text\":";
    }
    to.text("]");
    if (failed) {
      var status = ",\"status\":\"error\"";
      tally.ownJson(status, 0, false);
      to.text(status);
    }
    to.text("}}");
  }

  /** Adds a cache point: the content before it may be kept in the model's cache. */
  public void cachePoint() throws InvalidRequestException {
    begin("cachePoint");
    tally.cachePoint();
    var point = "{\"type\":\"default\"}";
    tally.ownJson(point, 0, false);
    to.text(point).text("}");
  }

  private void begin(String block) throws InvalidRequestException {
    tally.part();
    to.text((first ? "{\"" : ",{\"") + block + "\":");
    first = false;
  }

  private void toolText(ScannedValue value, boolean isText) {
    if (isText) {
      tally.text(value.textBytes(), value.characters(), false);
    } else {
      tally.json(value.jsonBytes(), false);
    }
    toolTexts.add(value.start(), value.end(), isText ? value.characters() : value.jsonBytes());
  }
}
