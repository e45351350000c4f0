package ai.kernelpanic09.webhook.fuzz;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.Names;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes a pod as a careless webhook, a strange client or an attacker would. */
public final class PodMutator {

  private static final int MAX_CHANGES = 4;

  private record Place(JsonNode parent, String member, int index) {}

  /** A copy with a few changes at random places. */
  public static ObjectNode mutated(ObjectNode pod, Random random) {
    var copy = pod.deepCopy();
    for (var i = 1 + random.nextInt(MAX_CHANGES); i > 0; i--) {
      var places = new ArrayList<Place>();
      collect(copy, places);
      if (!places.isEmpty()) {
        change(PodShapes.pick(places, random), random);
      }
    }
    return copy;
  }

  private static void collect(JsonNode node, List<Place> places) {
    if (node instanceof ObjectNode object) {
      for (var member : object.properties()) {
        places.add(new Place(object, member.getKey(), -1));
        collect(member.getValue(), places);
      }
    } else if (node instanceof ArrayNode array) {
      for (var i = 0; i < array.size(); i++) {
        places.add(new Place(array, "", i));
        collect(array.get(i), places);
      }
    }
  }

  private static void change(Place place, Random random) {
    switch (place.parent()) {
      case ObjectNode object -> {
        switch (random.nextInt(4)) {
          case 0 -> object.remove(place.member());
          case 1 ->
              object.set(PodShapes.pick(NAMES, random), object.get(place.member()).deepCopy());
          default -> object.set(place.member(), strange(object.get(place.member()), random));
        }
      }
      case ArrayNode array -> {
        var element = array.get(place.index());
        switch (random.nextInt(4)) {
          case 0 -> array.remove(place.index());
          case 1 -> array.insert(random.nextInt(array.size() + 1), element.deepCopy());
          case 2 -> array.add(array.remove(place.index()));
          default -> array.set(place.index(), strange(element, random));
        }
      }
      default -> throw new IllegalStateException("a place is in an object or an array");
    }
  }

  private static final List<String> NAMES =
      List.of(
          "name",
          "env",
          "image",
          "restartPolicy",
          "initContainers",
          "containers",
          "ephemeralContainers",
          "volumes",
          "hostAliases",
          "annotations",
          "labels",
          "a~b/c",
          Keys.SIDECAR_STATUS,
          Keys.SIDECAR_PROOF,
          Keys.MODEL_ENDPOINT);

  private static JsonNode strange(JsonNode value, Random random) {
    var json = JsonNodeFactory.instance;
    return switch (random.nextInt(11)) {
      case 0 -> json.nullNode();
      case 1 -> json.numberNode(random.nextInt());
      case 2 -> json.numberNode(1e300);
      case 3 -> json.booleanNode(random.nextBoolean());
      case 4 -> json.textNode("");
      case 5 -> json.textNode(Names.SIDECAR_CONTAINER);
      case 6 -> json.textNode("y".repeat(random.nextInt(5_000)));
      case 7 -> json.arrayNode();
      case 8 -> json.objectNode();
      case 9 -> json.arrayNode().add(value.deepCopy()).add(value.deepCopy());
      default -> json.objectNode().set(PodShapes.pick(NAMES, random), value.deepCopy());
    };
  }

  private PodMutator() {}
}
