package ai.kernelpanic09.operator.training;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for an API server on the loopback, over TLS: stores what it is given, lists it, and
 * tells watches of it. It checks nothing.
 */
final class ClusterStandIn {

  /** The kinds that are listed, so that a path is known for a collection's. */
  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("pods", "Pod"),
          Map.entry("nodes", "Node"),
          Map.entry("namespaces", "Namespace"),
          Map.entry("serviceaccounts", "ServiceAccount"),
          Map.entry("configmaps", "ConfigMap"),
          Map.entry("secrets", "Secret"),
          Map.entry("services", "Service"),
          Map.entry("events", "Event"),
          Map.entry("leases", "Lease"),
          Map.entry("endpointslices", "EndpointSlice"),
          Map.entry("controllerrevisions", "ControllerRevision"),
          Map.entry("replicasets", "ReplicaSet"),
          Map.entry("modelendpoints", "ModelEndpoint"),
          Map.entry("guardrailpolicies", "GuardrailPolicy"),
          Map.entry("prompttemplates", "PromptTemplate"));

  /** The operator may do everything, as {@code SelfSubjectRulesReview.status}. */
  private static final JsonObject EVERYTHING =
      new JsonObject()
          .put("incomplete", false)
          .put("nonResourceRules", List.of())
          .put(
              "resourceRules",
              List.of(
                  Map.of(
                      "verbs",
                      List.of("*"),
                      "apiGroups",
                      List.of("*"),
                      "resources",
                      List.of("*"))));

  private static final Pattern SUBRESOURCE = Pattern.compile("/(status|finalizers)$");

  private record Watch(String collection, ServerWebSocket socket) {}

  private final Vertx vertx;
  private final PfxOptions identity;
  private final List<Watch> watches = new ArrayList<>();
  private final StoredObjects objects = new StoredObjects(this::changed);
  private volatile JsonObject reviewed = new JsonObject();

  /**
   * @param keyStore PKCS #12, with a certificate for localhost
   */
  ClusterStandIn(Vertx vertx, Path keyStore, String password) {
    this.vertx = vertx;
    identity = new PfxOptions().setPath(keyStore.toString()).setPassword(password);
  }

  /** Stores an object before it listens. */
  void add(String path, JsonObject object) {
    objects.put(path, object);
  }

  /** The object at a path; null when there is none. */
  @Nullable JsonObject get(String path) {
    return objects.get(path);
  }

  /** How every token is reviewed, as {@code TokenReview.status}. */
  void reviews(JsonObject status) {
    reviewed = status;
  }

  /**
   * Starts to listen; gives its port. By HTTP/1.1: over HTTP/2 the operator's client at times waits
   * without end for the rest of a list that this server has sent.
   */
  Future<Integer> listen() {
    return vertx
        .createHttpServer(
            new HttpServerOptions().setSsl(true).setUseAlpn(false).setKeyCertOptions(identity))
        .webSocketHandler(this::watch)
        .requestHandler(request -> request.body().onSuccess(body -> serve(request, body)))
        .listen(0, "127.0.0.1")
        .map(listening -> listening.actualPort());
  }

  private void serve(HttpServerRequest request, Buffer body) {
    var path = SUBRESOURCE.matcher(request.path()).replaceFirst("");
    switch (request.method().name()) {
      case "GET" -> get(request, path);
      case "POST" -> post(request, path, new JsonObject(body));
      case "PUT" -> answer(request, 200, objects.put(path, new JsonObject(body)));
      case "PATCH" ->
          answer(
              request,
              200,
              body.toString().startsWith("[")
                  ? objects.patch(path, new JsonArray(body))
                  : objects.merge(path, new JsonObject(body)));
      case "DELETE" -> found(request, objects.remove(path));
      default -> answer(request, 405, failure(405));
    }
  }

  private void get(HttpServerRequest request, String path) {
    var kind = KINDS.get(path.substring(path.lastIndexOf('/') + 1));
    if (path.equals("/apis")) {
      answer(request, 200, new JsonObject().put("kind", "APIGroupList").put("groups", List.of()));
    } else if (kind == null || objects.get(path) != null) {
      found(request, objects.get(path));
    } else {
      answer(
          request,
          200,
          new JsonObject()
              .put("kind", kind + "List")
              .put("apiVersion", apiVersion(path))
              .put("metadata", new JsonObject().put("resourceVersion", objects.version()))
              .put("items", new JsonArray(objects.list(path))));
    }
  }

  private void post(HttpServerRequest request, String path, JsonObject object) {
    if (path.endsWith("/tokenreviews")) {
      answer(request, 201, object.put("status", reviewed));
    } else if (path.endsWith("/selfsubjectrulesreviews")) {
      answer(request, 201, object.put("status", EVERYTHING));
    } else {
      var name = object.getJsonObject("metadata").getString("name", "made-" + objects.version());
      answer(request, 201, objects.put(path + "/" + name, object));
    }
  }

  private void changed(String path, JsonObject event) {
    var message = event.encode();
    watches.removeIf(each -> each.socket.isClosed());
    for (var each : watches) {
      if (StoredObjects.isIn(path, each.collection)) {
        var _ = each.socket.writeTextMessage(message);
      }
    }
  }

  /** The operator's client watches by WebSocket. */
  private void watch(ServerWebSocket socket) {
    watches.add(new Watch(socket.path(), socket));
  }

  private static String apiVersion(String path) {
    var parts = path.split("/", -1);
    return parts[1].equals("api") ? parts[2] : parts[2] + "/" + parts[3];
  }

  private static void found(HttpServerRequest request, @Nullable JsonObject object) {
    answer(request, object == null ? 404 : 200, object == null ? failure(404) : object);
  }

  private static JsonObject failure(int code) {
    return new JsonObject()
        .put("kind", "Status")
        .put("apiVersion", "v1")
        .put("status", "Failure")
        .put("code", code);
  }

  private static void answer(HttpServerRequest request, int status, JsonObject body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(body.toBuffer());
  }
}
