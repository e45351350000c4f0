package ai.kernelpanic09.e2e.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks OSV, or another server with its API, for all advisories about artifacts: first for their
 * ids, then for each advisory.
 *
 * @see <a href="https://google.github.io/osv.dev/api/">OSV's API</a>
 */
final class OsvDatabase {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BATCH = 500;
  private static final int MAX_ADVISORIES = 5_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI base;

  OsvDatabase(URI base) {
    this.base = base;
  }

  List<Advisory> advisories(Collection<String> artifacts) throws IOException, InterruptedException {
    var advisories = new ArrayList<Advisory>();
    for (var id : ids(artifacts)) {
      var request = HttpRequest.newBuilder(base.resolve("/v1/vulns/" + id)).timeout(TIMEOUT);
      OsvRecord.read(answer(request.build())).stream()
          .filter(advisory -> artifacts.contains(advisory.artifact()))
          .forEach(advisories::add);
    }
    return advisories;
  }

  private Set<String> ids(Collection<String> artifacts) throws IOException, InterruptedException {
    var ids = new TreeSet<String>();
    var open = new ArrayList<ObjectNode>();
    for (var artifact : artifacts) {
      var query = JSON.createObjectNode();
      query.putObject("package").put("ecosystem", OsvRecord.ECOSYSTEM).put("name", artifact);
      open.add(query);
    }
    while (!open.isEmpty()) {
      var batch = List.copyOf(open.subList(0, Math.min(BATCH, open.size())));
      open.subList(0, batch.size()).clear();
      var results = answer(batchRequest(batch)).path("results");
      if (results.size() != batch.size()) {
        throw new IOException(
            "%d results came for %d queries".formatted(results.size(), batch.size()));
      }
      for (var i = 0; i < batch.size(); i++) {
        results.get(i).path("vulns").forEach(found -> ids.add(found.path("id").asText()));
        var next = results.get(i).path("next_page_token").asText();
        if (!next.isEmpty()) {
          open.add(batch.get(i).deepCopy().put("page_token", next));
        }
      }
      if (ids.size() > MAX_ADVISORIES) {
        throw new IOException("more than " + MAX_ADVISORIES + " advisories came");
      }
    }
    return ids;
  }

  private HttpRequest batchRequest(List<ObjectNode> queries) {
    var body = JSON.createObjectNode();
    body.putArray("queries").addAll(queries);
    return HttpRequest.newBuilder(base.resolve("/v1/querybatch"))
        .timeout(TIMEOUT)
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
        .build();
  }

  private JsonNode answer(HttpRequest request) throws IOException, InterruptedException {
    var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(request.uri() + " answers " + answer.statusCode());
    }
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new IOException(request.uri() + " answers with something else than JSON", e);
    }
  }
}
