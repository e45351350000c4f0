package ai.kernelpanic09.local.schema;

import ai.kernelpanic09.local.yaml.Yaml;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The CRDs of this build. */
public final class EmbeddedCrds {

  private static final List<String> FILES =
      List.of(
          "ai.kernelpanic09.io_modelendpoints.yaml",
          "ai.kernelpanic09.io_guardrailpolicies.yaml",
          "ai.kernelpanic09.io_prompttemplates.yaml");

  private EmbeddedCrds() {}

  /** Reads them, and compiles their rules. */
  public static List<Crd> load() {
    var reader = new SchemaReader(new RuleReader());
    var metadata = resource("objectmeta.yaml");
    return FILES.stream().map(file -> new Crd(resource(file), metadata, reader)).toList();
  }

  private static JsonNode resource(String name) {
    try (var in = Objects.requireNonNull(EmbeddedCrds.class.getResourceAsStream(name), name)) {
      return Yaml.documents(new String(in.readAllBytes(), StandardCharsets.UTF_8)).getFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
