package ai.kernelpanic09.sidecar.converse;

import static java.util.Comparator.comparingInt;

import ai.kernelpanic09.sidecar.body.ByteCursor;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.json.CompactJson;
import ai.kernelpanic09.sidecar.json.JsonQuoting;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.textcheck.ToolJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The places of tool results and tool inputs in a body. A text is read as its text, any other value
 * as JSON in its shortest form, so that no escape hides a word.
 */
public final class BodyTexts {

  private final ReceivedBytes body;
  private int[] starts = {};
  private int[] ends = {};
  private int[] lengths = {};
  private int count;
  private @Nullable String unreadable;
  private @Nullable List<String> replaced;

  public BodyTexts(ReceivedBytes body) {
    this.body = body;
  }

  /**
   * A value stands here.
   *
   * @param length the number of its characters, or more
   */
  public void add(int start, int end, long length) {
    if (count == starts.length) {
      var more = Math.max(4, 2 * count);
      starts = Arrays.copyOf(starts, more);
      ends = Arrays.copyOf(ends, more);
      lengths = Arrays.copyOf(lengths, more);
    }
    starts[count] = start;
    ends[count] = end;
    lengths[count] = (int) Math.min(Integer.MAX_VALUE, length);
    count++;
  }

  /** A text that has been read over stands here. */
  void add(ScannedValue text) {
    add(text.start(), text.end(), text.characters());
  }

  /** Notes that a tool's content at {@code path} can't be read by a guardrail. */
  public void unreadable(String path) {
    unreadable = unreadable == null ? path : unreadable;
  }

  /** The path of the first content that can't be checked; null when all can. */
  public @Nullable String unreadable() {
    return unreadable;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** The number of characters of each value, or more. */
  public LongStream lengths() {
    return IntStream.range(0, count).mapToLong(i -> lengths[i]);
  }

  /** Bytes of memory that the places take. */
  public long allocated() {
    return 3L * Integer.BYTES * starts.length;
  }

  /** All values, as the last masking has left them. */
  public List<String> read() {
    var masked = replaced;
    if (masked != null) {
      return masked;
    }
    var texts = new ArrayList<String>(count);
    for (var i = 0; i < count; i++) {
      texts.add(
          isText(i)
              ? JsonScanner.text(body, starts[i], ends[i])
              : CompactJson.of(body, starts[i], ends[i]));
    }
    return texts;
  }

  private boolean isText(int number) {
    return new ByteCursor(body, starts[number], ends[number]).peek() == '"';
  }

  /**
   * Replaces the values of {@link #read} by other texts.
   *
   * @param all splices of the body that the places belong to
   * @return these splices with the texts in the places
   * @throws IOException when a text is not JSON where JSON stood
   */
  public Splices replaced(Splices all, List<String> texts) throws IOException {
    for (var i = 0; i < count; i++) {
      if (!isText(i)) {
        ToolJson.requireValue(texts.get(i));
      }
    }
    replaced = texts;
    // What a surface has added to the body stands behind all of the caller's.
    var order = IntStream.range(0, count).boxed().sorted(comparingInt(i -> starts[i])).toList();
    return all.replacing(
        order.stream().mapToInt(i -> starts[i]).toArray(),
        order.stream().mapToInt(i -> ends[i]).toArray(),
        count,
        i -> json(order.get(i), texts.get(order.get(i))));
  }

  private byte[] json(int number, String text) {
    return isText(number) ? JsonQuoting.of(text) : text.getBytes(StandardCharsets.UTF_8);
  }
}
