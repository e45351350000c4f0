package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.json.CompactJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The content of an answer of Converse, as ranges of Bedrock's bytes. */
final class ReplyContent {

  private static final byte[] QUOTE = {'"'};

  private final ReceivedBytes body;
  private final List<Range> texts;
  private final List<Range> inputs;
  private final Range blocks;
  private final boolean onlyText;
  private final List<byte[]> masked;

  /** A range of bytes of the body. */
  record Range(int start, int end) {

    static final Range EMPTY = new Range(0, 0);
  }

  /**
   * @param texts the text blocks: JSON strings without their quotes
   * @param inputs the inputs of tools: JSON values
   * @param blocks the array of all blocks; empty when there is none
   * @param onlyText whether all blocks are text
   */
  ReplyContent(
      ReceivedBytes body, List<Range> texts, List<Range> inputs, Range blocks, boolean onlyText) {
    this(body, texts, inputs, blocks, onlyText, List.of());
  }

  private ReplyContent(
      ReceivedBytes body,
      List<Range> texts,
      List<Range> inputs,
      Range blocks,
      boolean onlyText,
      List<byte[]> masked) {
    this.body = body;
    this.texts = texts;
    this.inputs = inputs;
    this.blocks = blocks;
    this.onlyText = onlyText;
    this.masked = masked;
  }

  /** The inputs of tools, as JSON in its shortest form. */
  List<String> toolInputs() {
    var read = new ArrayList<String>(inputs.size());
    for (var each : inputs) {
      read.add(CompactJson.of(body, each.start(), each.end()));
    }
    return read;
  }

  /** The same content with these JSON values in the place of the inputs of tools. */
  ReplyContent withToolInputs(List<String> json) {
    var bytes = json.stream().map(each -> each.getBytes(StandardCharsets.UTF_8)).toList();
    return new ReplyContent(body, texts, inputs, blocks, onlyText, bytes);
  }

  /** New, empty splices, to which ranges of this content can be copied. */
  Splices empty() {
    return new Splices(body);
  }

  /** Adds all text blocks, joined, as one JSON string. */
  void copyText(Splices to) {
    to.insert(QUOTE);
    texts.forEach(each -> to.copy(each.start(), each.end()));
    to.insert(QUOTE);
  }

  /** Whether there are blocks other than text. */
  boolean hasBlocks() {
    return !onlyText && blocks.end() > blocks.start();
  }

  /** Adds the array of all blocks. */
  void copyBlocks(Splices to) {
    copy(to, blocks.start(), blocks.end());
  }

  /** Adds the whole body. */
  void copyBody(Splices to) {
    copy(to, 0, body.length());
  }

  private void copy(Splices to, int start, int end) {
    var at = start;
    for (var i = 0; i < masked.size(); i++) {
      to.copy(at, inputs.get(i).start());
      to.insert(masked.get(i));
      at = inputs.get(i).end();
    }
    to.copy(at, end);
  }
}
