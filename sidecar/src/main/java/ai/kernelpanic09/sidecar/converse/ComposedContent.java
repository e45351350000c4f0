package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonSplices;
import ai.kernelpanic09.sidecar.textcheck.TextKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages or a system prompt that are composed of values of the body, block by block. Blocks of
 * one role in a row become one message, as Converse wants roles to take turns.
 */
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

  private final Splices written;
  private final JsonSplices to;
  private final WorstCaseTally tally;
  private final BodyTexts checkedTexts;
  private final BlockPlace place;
  private final ComposedMedia media;
  private @Nullable Role role;
  private @Nullable Role next;
  private boolean blocks;
  private boolean thoughtFirst;
  private boolean toolAnswered;

  /**
   * @param place where the blocks are to stand: in messages or in the system prompt
   */
  ComposedContent(Splices written, WorstCaseTally tally, BodyTexts checkedTexts, BlockPlace place) {
    this.written = written;
    this.to = new JsonSplices(written);
    this.tally = tally;
    this.checkedTexts = checkedTexts;
    this.place = place;
    media = new ComposedMedia(to, tally);
    to.text("[");
  }

  /** Lets the blocks that follow be said by this role. */
  public void by(Role speaker) {
    next = speaker;
  }

  /** Whether nothing has been written. */
  public boolean isEmpty() {
    return !blocks;
  }

  /**
   * Whether a tool's answer ends it, and the message that used the tool does not begin with the
   * model's thoughts. Claude goes on with such a loop of tools only without thinking.
   */
  public boolean goesOnWithoutThoughts() {
    return toolAnswered && !thoughtFirst;
  }

  /** All of it, as an array of JSON. */
  Splices array() {
    to.text(role == null ? "]" : "]}]").flush();
    return written;
  }

  /** Adds a text that the model reads. */
  public void text(ScannedValue text) throws InvalidRequestException {
    begin("text");
    tally.text(text.textBytes(), text.characters(), true);
    if (place == BlockPlace.SYSTEM) {
      checkedTexts.add(TextKind.SYSTEM, text);
    }
    value(text).text("}");
  }

  /**
   * Adds an image.
   *
   * @param format as Converse names it, such as {@code png}
   * @param start of its base64 in the body, without quotes
   */
  public void image(String format, int start, int end) throws InvalidRequestException {
    begin("image");
    media.image(format, start, end);
  }

  /**
   * Adds a document, whose tokens can't be bounded from its bytes.
   *
   * @param path where it stands
   * @param start of its base64 in the body, without quotes
   */
  public void document(String path, DocumentHead head, int start, int end)
      throws InvalidRequestException {
    begin("document");
    check(head);
    if (EncodedText.isPlain(head.format())) {
      checkedTexts.addEncoded(TextKind.DOCUMENT, start, end);
    } else {
      checkedTexts.unreadable(TextKind.DOCUMENT, path);
    }
    media.document(head, start, end);
  }

  /** A document that is a text. */
  public void document(DocumentHead head, ScannedValue text) throws InvalidRequestException {
    begin("document");
    check(head);
    checkedTexts.add(TextKind.DOCUMENT, text);
    media.document(head, text);
  }

  /** A document of texts, each of which can be cited. */
  public void document(DocumentHead head, List<ScannedValue> texts) throws InvalidRequestException {
    begin("document");
    check(head);
    texts.forEach(each -> checkedTexts.add(TextKind.DOCUMENT, each));
    media.document(head, texts);
  }

  private void check(DocumentHead head) {
    checkedTexts.add(TextKind.DOCUMENT, head.name());
    var context = head.context();
    if (context != null) {
      checkedTexts.add(TextKind.DOCUMENT, context);
    }
  }

  /**
   * What is said of a document beside its bytes.
   *
   * @param format as Converse names it, such as {@code pdf}
   * @param name lawful for Converse, and unique in the call
   * @param context what the caller says about it; null for nothing
   * @param citations whether the model is to cite it
   */
  public record DocumentHead(
      String format, ScannedValue name, @Nullable ScannedValue context, boolean citations) {}

  /** What a search of the caller's has found. */
  public void searchResult(SearchResult result) throws InvalidRequestException {
    begin("searchResult");
    check(TextKind.DOCUMENT, result);
    media.searchResult(result, true);
  }

  private void check(TextKind kind, SearchResult result) {
    checkedTexts.add(kind, result.source());
    checkedTexts.add(kind, result.title());
    result.texts().forEach(each -> checkedTexts.add(kind, each));
  }

  /**
   * What a search has found.
   *
   * @param source where, such as an address
   * @param texts each of which can be cited
   * @param citations whether the model is to cite it
   */
  public record SearchResult(
      ScannedValue source, ScannedValue title, List<ScannedValue> texts, boolean citations) {}

  /**
   * The model's thoughts of an earlier answer.
   *
   * @param signature null where the model gave none
   */
  public void reasoning(ScannedValue text, @Nullable ScannedValue signature)
      throws InvalidRequestException {
    begin("reasoningContent");
    checkedTexts.add(TextKind.REASONING, text);
    tally.reasoning();
    tally.ownJson(
        "{'reasoningText':{'text':,'signature':}}",
        text.jsonBytes() + (signature == null ? 0 : signature.jsonBytes()),
        true);
    to.text("{\"reasoningText\":{\"text\":");
    value(text);
    if (signature != null) {
      to.text(",\"signature\":");
      value(signature);
    }
    to.text("}}}");
  }

  /** Thoughts of an earlier answer that nobody but the model can read, in base64. */
  public void redactedReasoning(ScannedValue base64) throws InvalidRequestException {
    begin("reasoningContent");
    tally.reasoning();
    tally.ownJson("{'redactedContent':}", base64.jsonBytes(), true);
    to.text("{\"redactedContent\":");
    value(base64).text("}}");
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
    to.text("{\"toolUseId\":");
    value(id).text(",\"name\":");
    value(name).text(",\"input\":");
    value(input).text("}}");
  }

  /**
   * Begins what a tool has answered; its parts follow.
   *
   * @param failed whether the tool says so
   */
  public ToolResult toolResult(ScannedValue id, boolean failed) throws InvalidRequestException {
    begin("toolResult");
    tally.tools();
    tally.json(id.jsonBytes(), false);
    to.text("{\"toolUseId\":");
    value(id);
    if (failed) {
      var status = ",\"status\":\"error\"";
      tally.ownJson(status, 0, false);
      to.text(status);
    }
    to.text(",\"content\":[");
    return new ToolResult();
  }

  /** The parts of a tool's answer. */
  public final class ToolResult {
    private String separator = "{\"";

    private ToolResult() {}

    public void text(ScannedValue text) throws InvalidRequestException {
      part("text");
      toolText(text, true);
      value(text).text("}");
    }

    /**
     * An image, which no guardrail reads.
     *
     * @param path where it stands
     * @param start of its base64 in the body, without quotes
     */
    public void image(String path, String format, int start, int end)
        throws InvalidRequestException {
      part("image");
      checkedTexts.unreadable(TextKind.TOOL, path);
      media.image(format, start, end);
    }

    /**
     * A document, which no guardrail reads.
     *
     * @param path where it stands
     * @param start of its base64 in the body, without quotes
     */
    public void document(String path, DocumentHead head, int start, int end)
        throws InvalidRequestException {
      part("document");
      checkedTexts.unreadable(TextKind.TOOL, path);
      media.document(head, start, end);
    }

    /** A document of texts, which no guardrail reads as such. */
    public void document(String path, DocumentHead head, List<ScannedValue> texts)
        throws InvalidRequestException {
      part("document");
      checkedTexts.unreadable(TextKind.TOOL, path);
      media.document(head, texts);
    }

    /** What a search has found, whose texts the guardrail for tools reads. */
    public void searchResult(SearchResult result) throws InvalidRequestException {
      part("searchResult");
      check(TextKind.TOOL, result);
      media.searchResult(result, false);
    }

    public void end() {
      to.text("]}}");
    }

    private void part(String kind) throws InvalidRequestException {
      tally.part();
      to.text(separator + kind + "\":");
      separator = ",{\"";
    }
  }

  /**
   * What stands before it may be kept in the model's cache.
   *
   * @param path where the caller asks for that
   * @param anHour whether for an hour; else for five minutes
   */
  public void cachePoint(String path, boolean anHour) throws InvalidRequestException {
    begin("cachePoint");
    to.text(tally.cachePoint(path, anHour)).text("}");
  }

  private void begin(String block) throws InvalidRequestException {
    var begins = next;
    if (begins != null && begins != role) {
      tally.part();
      to.text((role == null ? "" : "]},") + "{\"role\":\"" + begins.text + "\",\"content\":[");
      role = begins;
      blocks = false;
      toolAnswered = false;
      if (begins == Role.ASSISTANT) {
        thoughtFirst = block.equals("reasoningContent");
      }
    }
    toolAnswered |= block.equals("toolResult");
    tally.part();
    to.text((blocks ? ",{\"" : "{\"") + block + "\":");
    blocks = true;
  }

  private JsonSplices value(ScannedValue value) {
    return to.range(value.start(), value.end());
  }

  private void toolText(ScannedValue value, boolean isText) {
    if (isText) {
      tally.text(value.textBytes(), value.characters(), false);
    } else {
      tally.json(value.jsonBytes(), false);
    }
    checkedTexts.add(
        TextKind.TOOL, value.start(), value.end(), isText ? value.characters() : value.jsonBytes());
  }
}
