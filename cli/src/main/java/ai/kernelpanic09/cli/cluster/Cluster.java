package ai.kernelpanic09.cli.cluster;

import ai.kernelpanic09.api.ModelEndpoint;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A cluster, as its user may see it.
 *
 * @param namespace of commands that name none
 */
public record Cluster(KubernetesClient client, String namespace) implements AutoCloseable {

  /** The same cluster, for commands on another namespace; closed with this one. */
  public Cluster in(String other) {
    return new Cluster(client, other);
  }

  public Resource<ModelEndpoint> endpoint(String name) {
    return client.resources(ModelEndpoint.class).inNamespace(namespace).withName(name);
  }

  /** All endpoints that the user may list, of one namespace or of all. */
  public List<ModelEndpoint> endpoints(boolean allNamespaces) {
    var endpoints = client.resources(ModelEndpoint.class);
    return allNamespaces
        ? endpoints.inAnyNamespace().list().getItems()
        : endpoints.inNamespace(namespace).list().getItems();
  }

  /** Writes an annotation of an endpoint, or removes it where {@code value} is null. */
  public void annotate(String name, String key, @Nullable String value) {
    var annotations = JsonNodeFactory.instance.objectNode().put(key, value);
    var patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").set("annotations", annotations);
    endpoint(name).patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
  }

  /** The name by which the API server knows the user. */
  public Optional<String> userName() {
    var review = client.authentication().v1().selfSubjectReviews().create(new SelfSubjectReview());
    return Optional.ofNullable(review.getStatus())
        .map(status -> status.getUserInfo())
        .map(user -> user.getUsername())
        .filter(name -> !name.isEmpty());
  }

  /** The API server's own words for a failure, or those of the connection. */
  public static String reason(KubernetesClientException e) {
    var status = e.getStatus();
    if (status != null && status.getMessage() != null) {
      return status.getMessage();
    }
    var cause = e.getCause();
    if (cause == null) {
      return String.valueOf(e.getMessage());
    }
    // What lies below these says less.
    while (cause.getCause() != null
        && !(cause instanceof SocketException)
        && !(cause instanceof SSLException)) {
      cause = cause.getCause();
    }
    return "the API server does not answer ("
        + cause.getClass().getSimpleName()
        + (cause.getMessage() == null ? ")" : ": " + cause.getMessage() + ")");
  }

  @Override
  public void close() {
    client.close();
  }
}
