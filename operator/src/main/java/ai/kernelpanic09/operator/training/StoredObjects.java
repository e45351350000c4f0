package ai.kernelpanic09.operator.training;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Objects of a cluster by their paths, written as the operator writes them. One thread writes; any
 * may read.
 */
final class StoredObjects {

  private final Map<String, JsonObject> objects = new ConcurrentSkipListMap<>();
  private final BiConsumer<String, JsonObject> changes;
  private long version = 1;

  /**
   * @param changes told of each change: the path of the object, and the event of a watch
   */
  StoredObjects(BiConsumer<String, JsonObject> changes) {
    this.changes = changes;
  }

  /** Null when there is none. */
  @Nullable JsonObject get(String path) {
    return objects.get(path);
  }

  /** All objects in a collection of one namespace, or of all. */
  List<JsonObject> list(String collection) {
    var found = new ArrayList<JsonObject>();
    objects.forEach(
        (path, object) -> {
          if (isIn(path, collection)) {
            found.add(object);
          }
        });
    return found;
  }

  /**
   * Whether the path is that of an object in the collection: {@code /api/v1/namespaces/a/pods/b} is
   * in {@code /api/v1/namespaces/a/pods} and in {@code /api/v1/pods}.
   */
  static boolean isIn(String path, String collection) {
    var parent = path.substring(0, path.lastIndexOf('/'));
    if (parent.equals(collection)) {
      return true;
    }
    var kind = collection.lastIndexOf('/');
    var namespaced = collection.substring(0, kind) + "/namespaces/";
    return parent.startsWith(namespaced)
        && parent.endsWith(collection.substring(kind))
        && parent.indexOf('/', namespaced.length()) == parent.lastIndexOf('/');
  }

  String version() {
    return String.valueOf(version);
  }

  /** Stores the whole object, with the metadata that an API server adds. */
  JsonObject put(String path, JsonObject object) {
    var before = objects.get(path);
    var metadata = object.getJsonObject("metadata", new JsonObject());
    metadata.put("name", path.substring(path.lastIndexOf('/') + 1));
    metadata.put("resourceVersion", String.valueOf(++version));
    var known = before == null ? metadata : before.getJsonObject("metadata");
    metadata.put("uid", known.getString("uid", UUID.randomUUID().toString()));
    metadata.put("generation", 1);
    metadata.put("creationTimestamp", "2026-01-01T00:00:00Z");
    object.put("metadata", metadata);
    objects.put(path, object);
    changes.accept(
        path,
        new JsonObject()
            .put("type", before == null ? "ADDED" : "MODIFIED")
            .put("object", object.copy()));
    return object;
  }

  /** Merges fields into an object, which is created when there is none. */
  JsonObject merge(String path, JsonObject fields) {
    var object = objects.containsKey(path) ? objects.get(path).copy() : new JsonObject();
    object.mergeIn(fields, true);
    return put(path, object);
  }

  /** Applies the adds and replaces of a JSON patch to members of objects; tests hold here. */
  JsonObject patch(String path, JsonArray operations) {
    var object = objects.getOrDefault(path, new JsonObject()).copy();
    for (var each : operations) {
      var operation = (JsonObject) each;
      if (operation.getString("op").equals("test")) {
        continue;
      }
      var pointer = operation.getString("path").substring(1).split("/", -1);
      var at = object;
      for (var i = 0; i < pointer.length - 1; i++) {
        if (!at.containsKey(pointer[i])) {
          at.put(pointer[i], new JsonObject());
        }
        at = at.getJsonObject(pointer[i]);
      }
      at.put(pointer[pointer.length - 1], operation.getValue("value"));
    }
    return put(path, object);
  }

  /** Null when there was none. */
  @Nullable JsonObject remove(String path) {
    var removed = objects.remove(path);
    if (removed != null) {
      changes.accept(path, new JsonObject().put("type", "DELETED").put("object", removed));
    }
    return removed;
  }
}
