package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.body.Patch;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.json.CompactJson;
import ai.kernelpanic09.sidecar.json.JsonMember;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The content of an answer of Converse, as ranges of Bedrock's bytes. */
final class ReplyContent {

  private static final byte[] QUOTE = {'"'};

  private final ReceivedBytes body;
  private final List<Range> texts;
  private final List<Range> inputs;
  private final Range blocks;
  private final boolean onlyText;
  private final @Nullable JsonMember modelFields;
  private final @Nullable Patch trace;
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
   * @param modelFields what the model says beside; null for nothing
   * @param trace as callers may have it; null for none
   */
  ReplyContent(
      ReceivedBytes body,
      List<Range> texts,
      List<Range> inputs,
      Range blocks,
      boolean onlyText,
      @Nullable JsonMember modelFields,
      @Nullable Patch trace) {
    this(body, texts, inputs, blocks, onlyText, modelFields, trace, List.of());
  }

  private ReplyContent(
      ReceivedBytes body,
      List<Range> texts,
      List<Range> inputs,
      Range blocks,
      boolean onlyText,
      @Nullable JsonMember modelFields,
      @Nullable Patch trace,
      List<byte[]> masked) {
    this.body = body;
    this.texts = texts;
    this.inputs = inputs;
    this.blocks = blocks;
    this.onlyText = onlyText;
    this.modelFields = modelFields;
    this.trace = trace;
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
    return new ReplyContent(body, texts, inputs, blocks, onlyText, modelFields, trace, bytes);
  }

  /** New, empty splices, to which ranges of this content can be copied. */
  Splices empty() {
    return new Splices(body);
  }

  /** What the model says beside the content; null for nothing. */
  @Nullable JsonMember modelFields() {
    return modelFields;
  }

  /** Adds all text blocks, joined, as a string of JSON. */
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

  /** The blocks, in their order. */
  List<ReplyBlock> read() {
    return blocks.end() == blocks.start()
        ? List.of()
        : ReplyBlockReader.read(body, blocks.start(), blocks.end(), masked);
  }

  /** Adds the whole body. */
  void copyBody(Splices to) {
    copy(to, 0, body.length());
  }

  private void copy(Splices to, int start, int end) {
    var patches = new ArrayList<Patch>();
    for (var i = 0; i < masked.size(); i++) {
      patches.add(new Patch(inputs.get(i).start(), inputs.get(i).end(), masked.get(i)));
    }
    if (trace != null) {
      patches.add(trace);
    }
    Patch.copy(to, start, end, patches);
  }
}
