package ai.kernelpanic09.sidecar.converse;

import static java.util.Comparator.comparingInt;

import ai.kernelpanic09.sidecar.body.ByteCursor;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.json.JsonQuoting;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.toolcheck.ToolJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Where tool results and tool inputs stand in a body: texts as texts, all else as JSON, which is
 * read in its shortest form, so that no escape hides a word.
 */
public final class ToolTexts {

  private final ReceivedBytes body;
  private int[] starts = {};
  private int[] ends = {};
  private int[] lengths = {};
  private int count;
  private @Nullable String unreadable;
  private @Nullable List<String> replaced;

  public ToolTexts(ReceivedBytes body) {
    this.body = body;
  }

  /**
   * A value stands here.
   *
   * @param length its characters, or more
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

  /** Something of a tool's that no guardrail can read stands here. */
  public void unreadable(String path) {
    unreadable = unreadable == null ? path : unreadable;
  }

  /** Where the first thing stands that can't be checked; null when all can. */
  public @Nullable String unreadable() {
    return unreadable;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** Characters of each. */
  public LongStream lengths() {
    return IntStream.range(0, count).mapToLong(i -> lengths[i]);
  }

  /** Bytes of memory that it takes. */
  public long allocated() {
    return 3L * Integer.BYTES * starts.length;
  }

  /** All of them, as they are now. */
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
   * Puts other texts in the place of {@link #read}.
   *
   * @param all the body that these places belong to
   * @return that body with the texts in it
   * @throws IOException when one does not fit where JSON stood
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
