package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.body.ByteCursor;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.json.CompactJson;
import ai.kernelpanic09.sidecar.json.JsonQuoting;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.textcheck.TextKind;
import ai.kernelpanic09.sidecar.textcheck.ToolJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The places in a body of the texts that a guardrail may have to check. A text is read as its text,
 * any other value as JSON in its shortest form, so that no escape hides a word.
 */
@SuppressWarnings("EnumOrdinal") // The numbers do not leave the process.
public final class BodyTexts {

  private static final TextKind[] KINDS = TextKind.values();

  /** Marks a place whose text is in base64. */
  private static final int ENCODED = 0x40;

  private final ReceivedBytes body;
  private int[] starts = {};
  private int[] ends = {};
  private int[] lengths = {};
  private byte[] kinds = {};
  private int count;
  private final Map<TextKind, String> unreadable = new EnumMap<>(TextKind.class);
  private final Map<Integer, String> masked = new TreeMap<>();

  public BodyTexts(ReceivedBytes body) {
    this.body = body;
  }

  /**
   * A value stands here.
   *
   * @param length the number of its characters, or more
   */
  public void add(TextKind kind, int start, int end, long length) {
    add(kind.ordinal(), start, end, length);
  }

  /** A text that has been read over stands here. */
  void add(TextKind kind, ScannedValue text) {
    add(kind, text.start(), text.end(), text.characters());
  }

  /**
   * A text in base64 stands here.
   *
   * @param start of its first character, behind any quote
   */
  public void addEncoded(TextKind kind, int start, int end) {
    add(kind.ordinal() | ENCODED, start, end, end - start);
  }

  private void add(int kind, int start, int end, long length) {
    if (count == starts.length) {
      var more = Math.max(4, 2 * count);
      starts = Arrays.copyOf(starts, more);
      ends = Arrays.copyOf(ends, more);
      lengths = Arrays.copyOf(lengths, more);
      kinds = Arrays.copyOf(kinds, more);
    }
    starts[count] = start;
    ends[count] = end;
    lengths[count] = (int) Math.min(Integer.MAX_VALUE, length);
    kinds[count] = (byte) kind;
    count++;
  }

  /** Notes that content at {@code path} can't be read by a guardrail. */
  public void unreadable(TextKind kind, String path) {
    unreadable.putIfAbsent(kind, path);
  }

  /** The path of the first content of this kind that can't be checked; null when all can. */
  @Nullable String unreadable(TextKind kind) {
    return unreadable.get(kind);
  }

  int count() {
    return count;
  }

  TextKind kind(int index) {
    return KINDS[kinds[index] & ~ENCODED];
  }

  /** The number of characters of a value, or more. */
  long length(int index) {
    return lengths[index];
  }

  /** Bytes of memory that the places take. */
  public long allocated() {
    return (3L * Integer.BYTES + 1) * starts.length;
  }

  /** A value, as the last masking has left it. */
  String read(int index) throws IOException {
    var replaced = masked.get(index);
    if (replaced != null) {
      return replaced;
    }
    if (isEncoded(index)) {
      return EncodedText.read(body, starts[index], ends[index]);
    }
    return isText(index)
        ? JsonScanner.text(body, starts[index], ends[index])
        : CompactJson.of(body, starts[index], ends[index]);
  }

  /** Adds a value to a digest, as it is written or as the last masking has left it. */
  void digest(int index, MessageDigest into) {
    var replaced = masked.get(index);
    into.update(kinds[index]);
    into.update((byte) (replaced == null ? 0 : 1));
    if (replaced != null) {
      into.update(replaced.getBytes(StandardCharsets.UTF_8));
      return;
    }
    for (var at = starts[index]; at < ends[index]; ) {
      var segment = body.segmentOf(at);
      var start = body.startOf(segment);
      var end = Math.min(ends[index], start + body.sizeOf(segment));
      into.update(body.segment(segment), at - start, end - at);
      at = end;
    }
  }

  private boolean isEncoded(int index) {
    return (kinds[index] & ENCODED) != 0;
  }

  private boolean isText(int index) {
    return new ByteCursor(body, starts[index], ends[index]).peek() == '"';
  }

  /**
   * Replaces values by other texts.
   *
   * @param all splices of the body that the places belong to, before any masking
   * @param texts as many as there are {@code indexes}
   * @return these splices with all masked texts in their places
   * @throws IOException when a text is not JSON where JSON stood
   */
  Splices replaced(Splices all, List<Integer> indexes, List<String> texts) throws IOException {
    for (var i = 0; i < indexes.size(); i++) {
      var index = indexes.get(i);
      if (!isEncoded(index) && !isText(index)) {
        ToolJson.requireValue(texts.get(i));
      }
    }
    for (var i = 0; i < indexes.size(); i++) {
      masked.put(indexes.get(i), texts.get(i));
    }
    // What a surface has added to the body stands behind all of the caller's.
    var order =
        masked.keySet().stream().sorted(Comparator.comparingInt(index -> starts[index])).toList();
    return all.replacing(
        order.stream().mapToInt(index -> starts[index]).toArray(),
        order.stream().mapToInt(index -> ends[index]).toArray(),
        order.size(),
        i -> written(order.get(i)));
  }

  private byte[] written(int index) {
    var text = masked.getOrDefault(index, "");
    if (isEncoded(index)) {
      return EncodedText.written(text);
    }
    return isText(index) ? JsonQuoting.of(text) : text.getBytes(StandardCharsets.UTF_8);
  }
}
