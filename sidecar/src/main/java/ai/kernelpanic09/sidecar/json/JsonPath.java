package ai.kernelpanic09.sidecar.json;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import java.util.Arrays;

/** The place of a scanner in a document: the members and items that lead to it. */
final class JsonPath {

  private static final int MAX_NAME_SHOWN = 100;
  private static final int OBJECT = -1;

  private final ReceivedBytes body;
  private final String base;
  private int[] index = new int[8];
  private int[] nameStart = new int[8];
  private int[] nameEnd = new int[8];
  private int depth;

  /**
   * @param base the path of the value that is read; empty for the whole document
   */
  JsonPath(ReceivedBytes body, String base) {
    this.body = body;
    this.base = base;
  }

  int depth() {
    return depth;
  }

  boolean isInArray() {
    return index[depth - 1] != OBJECT;
  }

  /** Whether no member or item of the innermost object or array has begun yet. */
  boolean isAtFirst() {
    return isInArray() ? index[depth - 1] == 0 : nameEnd[depth - 1] == 0;
  }

  void open(boolean array) {
    if (depth == index.length) {
      index = Arrays.copyOf(index, 2 * depth);
      nameStart = Arrays.copyOf(nameStart, 2 * depth);
      nameEnd = Arrays.copyOf(nameEnd, 2 * depth);
    }
    index[depth] = array ? 0 : OBJECT;
    nameEnd[depth] = 0;
    depth++;
  }

  void close() {
    depth--;
  }

  /** Counts an item as it begins; the first is 1. */
  void item() {
    index[depth - 1]++;
  }

  /** Begins a member, whose name stands with its quotes from {@code start} to {@code end}. */
  void member(int start, int end) {
    nameStart[depth - 1] = start;
    nameEnd[depth - 1] = end;
  }

  /**
   * The outermost {@code levels} of the path as people write them, such as {@code
   * messages[0].content}.
   */
  String text(int levels) {
    var path = new StringBuilder(base);
    for (var i = 0; i < levels; i++) {
      if (index[i] != OBJECT) {
        path.append('[').append(Math.max(0, index[i] - 1)).append(']');
      } else if (nameEnd[i] > 0) {
        path.append(path.isEmpty() ? "" : ".").append(name(nameStart[i], nameEnd[i]));
      }
    }
    return path.toString();
  }

  private String name(int start, int end) {
    return shown(JsonScanner.text(body, start, end));
  }

  /** A name as a path has it: the beginning of one that is long. */
  static String shown(String name) {
    return name.length() <= MAX_NAME_SHOWN
        ? name
        : name.substring(0, name.offsetByCodePoints(0, MAX_NAME_SHOWN / 2)) + "…";
  }
}
