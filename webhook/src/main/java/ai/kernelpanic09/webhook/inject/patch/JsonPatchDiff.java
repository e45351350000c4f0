package ai.kernelpanic09.webhook.inject.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/**
 * The operations (RFC 6902) that turn one tree into another, touching nothing that is equal.
 *
 * <p>Elements of a list are the same element if they have the same {@code name}, as Kubernetes
 * merges lists: a changed container is changed inside, never replaced, so that fields this program
 * has never heard of stay as they are.
 */
public final class JsonPatchDiff {

  /**
   * Above this many comparisons the differing middle of a list is replaced as a whole: the list may
   * have been made to be expensive.
   */
  private static final int MAX_CELLS = 1_000_000;

  private final ArrayNode operations = JsonNodeFactory.instance.arrayNode();

  public static ArrayNode between(JsonNode before, JsonNode after) {
    var diff = new JsonPatchDiff();
    diff.compare("", before, after);
    return diff.operations;
  }

  private void compare(String path, JsonNode before, JsonNode after) {
    if (before.equals(after)) {
      return;
    }
    if (before instanceof ObjectNode from && after instanceof ObjectNode to) {
      compareObjects(path, from, to);
    } else if (before instanceof ArrayNode from && after instanceof ArrayNode to) {
      compareArrays(path, from, to);
    } else {
      emit("replace", path).set("value", after);
    }
  }

  private void compareObjects(String path, ObjectNode before, ObjectNode after) {
    for (var member : before.properties()) {
      if (!after.has(member.getKey())) {
        emit("remove", child(path, member.getKey()));
      }
    }
    for (var member : after.properties()) {
      var old = before.get(member.getKey());
      var at = child(path, member.getKey());
      if (old == null) {
        emit("add", at).set("value", member.getValue());
      } else {
        compare(at, old, member.getValue());
      }
    }
  }

  private void compareArrays(String path, ArrayNode before, ArrayNode after) {
    var kept = longestCommon(before, after);
    var keptBefore = new BitSet();
    kept.forEach(pair -> keptBefore.set(pair.before()));
    for (var i = before.size() - 1; i >= 0; i--) {
      if (!keptBefore.get(i)) {
        emit("remove", path + "/" + i);
      }
    }
    var next = 0;
    for (var i = 0; i < after.size(); i++) {
      if (next < kept.size() && kept.get(next).after() == i) {
        next++;
      } else {
        emit("add", path + "/" + i).set("value", after.get(i));
      }
    }
    for (var pair : kept) {
      compare(path + "/" + pair.after(), before.get(pair.before()), after.get(pair.after()));
    }
  }

  private record Pair(int before, int after) {}

  /** The longest sequence of elements that both lists have in the same order. */
  private static List<Pair> longestCommon(ArrayNode before, ArrayNode after) {
    var pairs = new ArrayList<Pair>();
    var start = 0;
    var shorter = Math.min(before.size(), after.size());
    while (start < shorter && same(before.get(start), after.get(start))) {
      pairs.add(new Pair(start, start));
      start++;
    }
    var tail = new ArrayList<Pair>();
    var endBefore = before.size();
    var endAfter = after.size();
    while (endBefore > start
        && endAfter > start
        && same(before.get(endBefore - 1), after.get(endAfter - 1))) {
      endBefore--;
      endAfter--;
      tail.add(new Pair(endBefore, endAfter));
    }
    pairs.addAll(commonBetween(before, after, start, endBefore, endAfter));
    Collections.reverse(tail);
    pairs.addAll(tail);
    return pairs;
  }

  private static List<Pair> commonBetween(
      ArrayNode before, ArrayNode after, int start, int endBefore, int endAfter) {
    var pairs = new ArrayList<Pair>();
    var cells = (long) (endBefore - start) * (endAfter - start);
    if (cells == 0 || cells > MAX_CELLS) {
      return pairs;
    }
    var lengths = new int[endBefore - start + 1][endAfter - start + 1];
    for (var i = endBefore - 1; i >= start; i--) {
      for (var j = endAfter - 1; j >= start; j--) {
        lengths[i - start][j - start] =
            same(before.get(i), after.get(j))
                ? lengths[i - start + 1][j - start + 1] + 1
                : Math.max(lengths[i - start + 1][j - start], lengths[i - start][j - start + 1]);
      }
    }
    var i = start;
    var j = start;
    while (i < endBefore && j < endAfter) {
      if (same(before.get(i), after.get(j))) {
        pairs.add(new Pair(i++, j++));
      } else if (lengths[i - start + 1][j - start] >= lengths[i - start][j - start + 1]) {
        i++;
      } else {
        j++;
      }
    }
    return pairs;
  }

  private static boolean same(JsonNode one, JsonNode other) {
    for (var key : List.of("name", "ip")) {
      if (one.path(key).isTextual() && other.path(key).isTextual()) {
        return one.path(key).equals(other.path(key));
      }
    }
    return one.equals(other);
  }

  private ObjectNode emit(String operation, String path) {
    return operations.addObject().put("op", operation).put("path", path);
  }

  private static String child(String path, String member) {
    return path + "/" + member.replace("~", "~0").replace("/", "~1");
  }
}
