package ai.kernelpanic09.operator.prompt;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.PromptTemplate;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.StreamSupport;

/**
 * Lists the metadata of a template's ControllerRevisions. A template may have a hundred of them,
 * each with prompts of half a megabyte, which must not all be in memory at once.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches">Metadata-only
 *     fetches</a>
 */
final class StoredRevisions {

  private static final String METADATA_ONLY =
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

  private final KubernetesClient client;

  StoredRevisions(KubernetesClient client) {
    this.client = client;
  }

  /**
   * The metadata of all revisions that carry the template's name, in no order.
   *
   * @throws KubernetesClientException when the API server doesn't answer or refuses
   */
  List<ObjectMeta> of(PromptTemplate template) {
    var metadata = template.getMetadata();
    var selector = Keys.PROMPT_TEMPLATE + "=" + metadata.getName();
    var request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(
                "%sapis/apps/v1/namespaces/%s/controllerrevisions?labelSelector=%s"
                    .formatted(
                        client.getMasterUrl(),
                        metadata.getNamespace(),
                        URLEncoder.encode(selector, StandardCharsets.UTF_8)))
            .header("Accept", METADATA_ONLY)
            .build();
    var json = client.getKubernetesSerialization();
    var answer = json.unmarshal(body(request), JsonNode.class);
    return StreamSupport.stream(answer.path("items").spliterator(), false)
        .map(each -> json.convertValue(each.path("metadata"), ObjectMeta.class))
        .toList();
  }

  private String body(HttpRequest request) {
    HttpResponse<String> response;
    try {
      response = client.getHttpClient().sendAsync(request, String.class).join();
    } catch (CompletionException e) {
      throw new KubernetesClientException("the revisions can't be listed", e.getCause());
    }
    if (!response.isSuccessful()) {
      throw new KubernetesClientException(
          "the revisions can't be listed", response.code(), status(response.body()));
    }
    return response.body();
  }

  private Status status(String body) {
    try {
      return client.getKubernetesSerialization().unmarshal(body, Status.class);
    } catch (KubernetesClientException e) {
      return new Status();
    }
  }
}
