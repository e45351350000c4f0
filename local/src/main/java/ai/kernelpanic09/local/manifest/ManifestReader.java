package ai.kernelpanic09.local.manifest;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.core.spec.PromptTemplateSpec;
import ai.kernelpanic09.local.schema.Crd;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads manifests as a cluster's API server and webhook would, and finds all that is wrong at once.
 * Unlike them it requires that every reference exists, because nothing adds a missing object later.
 */
public final class ManifestReader {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Kinds kinds;
  private final String namespace;

  /**
   * @param namespace namespace of manifests that name none; empty if each must name one
   */
  public ManifestReader(List<Crd> crds, String namespace) {
    this.kinds = new Kinds(crds);
    this.namespace = namespace;
  }

  /**
   * Reads the manifests of a folder.
   *
   * @throws ManifestException when anything is wrong with any of them
   */
  public ManifestSet read(ManifestFolder folder) throws ManifestException {
    var reading = new Reading();
    for (var each : Documents.of(folder, reading.problems)) {
      reading.add(each);
    }
    // References are judged only if every document could be read: a missing one may be unreadable.
    if (reading.problems.isEmpty()) {
      reading.problems.addAll(References.problems(reading.manifests));
    }
    if (reading.problems.isEmpty() && reading.manifests.endpoints().isEmpty()) {
      reading.problems.add(
          "there is no ModelEndpoint in the folder: nothing can be called; see"
              + " examples/quickstart.yaml");
    }
    if (!reading.skipped.isEmpty()) {
      reading
          .manifests
          .notices()
          .add("skipped, for local mode has no use for it: " + String.join("; ", reading.skipped));
    }
    if (!reading.problems.isEmpty()) {
      throw new ManifestException(reading.problems);
    }
    return reading.manifests;
  }

  /** The reading of one folder. */
  private final class Reading {
    private final List<String> problems = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private final Map<String, String> files = new HashMap<>();
    private final ManifestSet manifests =
        new ManifestSet(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new ArrayList<>());

    void add(Document document) {
      switch (kinds.match(document)) {
        case Kinds.Match.Ours(var crd) -> add(document, crd);
        case Kinds.Match.NearMiss(var problem) -> problems.add(document.title() + ": " + problem);
        case Kinds.Match.Foreign() ->
            skipped.add(
                document.kind().isEmpty()
                    ? document.file() + ": a document without kind"
                    : document.title());
      }
    }

    private void add(Document document, Crd crd) {
      var found = new ArrayList<String>();
      if (crd.isNamespaced()
          && document.namespace().isEmpty()
          && document.content().path("metadata") instanceof ObjectNode metadata) {
        if (namespace.isEmpty()) {
          found.add(
              "metadata.namespace: is missing: name one, or give --namespace NAME for all such");
        } else {
          metadata.put("namespace", namespace);
        }
      }
      crd.complete(document.content()).forEach(each -> found.add(each.toString()));
      var identity =
          crd.kind()
              + " "
              + (crd.isNamespaced() ? document.namespace() + "/" : "")
              + document.name();
      var other = files.putIfAbsent(identity, document.file());
      if (other != null) {
        found.add(
            "is there twice, in "
                + (other.equals(document.file()) ? "this file" : other + " too")
                + ": take one of them out");
      }
      if (found.isEmpty()) {
        take(document, crd);
      }
      found.forEach(each -> problems.add(document.title() + ": " + each));
    }

    private void take(Document document, Crd crd) {
      var spec = document.content().path("spec");
      var name = document.name();
      try {
        switch (crd.kind()) {
          case "ModelEndpoint" ->
              manifests
                  .endpoints()
                  .put(
                      new EndpointName(document.namespace(), name),
                      JSON.treeToValue(spec, ModelEndpointSpec.class));
          case "GuardrailPolicy" ->
              manifests.guardrails().put(name, JSON.treeToValue(spec, GuardrailPolicySpec.class));
          case "PromptTemplate" ->
              manifests
                  .templates()
                  .put(
                      new TemplateName(document.namespace(), name),
                      JSON.treeToValue(spec, PromptTemplateSpec.class));
          default -> throw new IllegalStateException("there is no use for a " + crd.kind());
        }
      } catch (JsonProcessingException e) {
        problems.add(document.title() + ": " + e.getOriginalMessage());
      }
    }
  }
}
