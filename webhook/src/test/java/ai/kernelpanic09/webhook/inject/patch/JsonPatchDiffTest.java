package ai.kernelpanic09.webhook.inject.patch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class JsonPatchDiffTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int TREES = 5_000;

  @Test
  void anElementInFrontLeavesTheOthersAlone() {
    assertThat(diff("{'c':[{'name':'a','x':1}]}", "{'c':[{'name':'s'},{'name':'a','x':1}]}"))
        .isEqualTo("[{'op':'add','path':'/c/0','value':{'name':'s'}}]");
  }

  @Test
  void aChangedElementIsChangedInside() {
    assertThat(diff("{'c':[{'name':'a'}]}", "{'c':[{'name':'s'},{'name':'a','e':[1]}]}"))
        .isEqualTo(
            "[{'op':'add','path':'/c/0','value':{'name':'s'}},"
                + "{'op':'add','path':'/c/1/e','value':[1]}]");
  }

  @Test
  void keysAreEscaped() {
    assertThat(diff("{'a':{}}", "{'a':{'x.io/y~z':1}}"))
        .isEqualTo("[{'op':'add','path':'/a/x.io~1y~0z','value':1}]");
  }

  @Test
  void equalTreesNeedNothing() {
    assertThat(diff("{'a':[1,{'b':null}]}", "{'a':[1,{'b':null}]}")).isEqualTo("[]");
  }

  @Test
  void aListMadeToHurtIsWrittenAnewInItsMiddle() {
    var before = JsonNodeFactory.instance.arrayNode();
    var after = JsonNodeFactory.instance.arrayNode();
    for (var i = 0; i < 3_000; i++) {
      before.add("b" + i);
      after.add("a" + i);
    }
    assertThat(JsonPatch.apply(JsonPatchDiff.between(before, after), before)).isEqualTo(after);
  }

  @Test
  void theOperationsAlwaysLeadFromOneTreeToTheOther() {
    var seed = System.nanoTime();
    var random = new Random(seed);
    for (var i = 0; i < TREES; i++) {
      var before = object(random, 3);
      var after = random.nextBoolean() ? object(random, 3) : changed(before, random);
      assertThat(JsonPatch.apply(JsonPatchDiff.between(before, after), before))
          .as("seed %d, tree %d: %s -> %s", seed, i, before, after)
          .isEqualTo(after);
    }
  }

  private static String diff(String before, String after) {
    return JsonPatchDiff.between(parse(before), parse(after)).toString().replace('"', '\'');
  }

  private static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ObjectNode changed(ObjectNode tree, Random random) {
    var copy = tree.deepCopy();
    copy.set("k" + random.nextInt(3), value(random, 2));
    for (var child : copy) {
      if (child instanceof ArrayNode array && !array.isEmpty()) {
        array.insert(random.nextInt(array.size()), value(random, 1));
        array.remove(random.nextInt(array.size()));
      }
    }
    return copy;
  }

  private static ObjectNode object(Random random, int depth) {
    var object = JsonNodeFactory.instance.objectNode();
    if (random.nextBoolean()) {
      object.put("name", "n" + random.nextInt(4));
    }
    for (var i = random.nextInt(3); i > 0; i--) {
      object.set("k" + random.nextInt(3), value(random, depth - 1));
    }
    return object;
  }

  private static JsonNode value(Random random, int depth) {
    return switch (depth <= 0 ? 2 + random.nextInt(2) : random.nextInt(4)) {
      case 0 -> object(random, depth);
      case 1 -> {
        var array = JsonNodeFactory.instance.arrayNode();
        for (var i = random.nextInt(5); i > 0; i--) {
          array.add(value(random, depth - 1));
        }
        yield array;
      }
      case 2 -> JsonNodeFactory.instance.numberNode(random.nextInt(3));
      default -> JsonNodeFactory.instance.textNode("t" + random.nextInt(3));
    };
  }
}
