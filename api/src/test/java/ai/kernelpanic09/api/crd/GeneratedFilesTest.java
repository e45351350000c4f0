package ai.kernelpanic09.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the CRDs and the reference pages in the tree with those generated from the classes;
 * {@code -Dcrd.update=true}, as in {@code make manifests}, writes them.
 */
class GeneratedFilesTest {

  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final Path CRDS = TOP.resolve("config/crd/bases");
  private static final Path REFERENCE = TOP.resolve("docs/reference");

  @TempDir Path scratch;

  @Test
  void theCrdsInTheTreeAreThoseOfTheClasses() throws IOException {
    compareOrUpdate(CRDS, Crds.generate(scratch));
  }

  @Test
  void theReferencePagesInTheTreeAreThoseOfTheCrds() throws IOException {
    var pages = new TreeMap<String, String>();
    for (var yaml : Crds.generate(scratch).values()) {
      var crd = Crds.parse(yaml);
      pages.put(crd.getSpec().getNames().getSingular() + ".md", new ReferencePage(crd).markdown());
    }
    compareOrUpdate(REFERENCE, pages);
  }

  @Test
  void thePageOfConditionsInTheTreeIsThatOfTheCatalogue() throws IOException {
    compareOrUpdate(REFERENCE, Map.of("conditions.md", ConditionsPage.markdown()));
  }

  @Test
  void everyFieldIsDescribed() throws IOException {
    var missing = new ArrayList<String>();
    for (var yaml : Crds.generate(scratch).values()) {
      var crd = Crds.parse(yaml);
      undescribed(
          crd.getSpec().getNames().getKind(),
          crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema(),
          missing);
    }

    assertThat(missing).isEmpty();
  }

  private static void undescribed(String path, JSONSchemaProps schema, List<String> missing) {
    if (path.endsWith(".metadata")) {
      return; // the API server describes it, and allows no other description
    }
    if (schema.getDescription() == null || schema.getDescription().isBlank()) {
      missing.add(path);
    }
    if (schema.getProperties() != null) {
      schema.getProperties().forEach((name, part) -> undescribed(path + "." + name, part, missing));
    }
    if (schema.getItems() != null && schema.getItems().getSchema().getProperties() != null) {
      schema
          .getItems()
          .getSchema()
          .getProperties()
          .forEach((name, part) -> undescribed(path + "[]." + name, part, missing));
    }
  }

  private static void compareOrUpdate(Path folder, Map<String, String> expected)
      throws IOException {
    if (Boolean.getBoolean("crd.update")) {
      Files.createDirectories(folder);
      for (var file : expected.entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
    }
    for (var file : expected.entrySet()) {
      assertThat(folder.resolve(file.getKey()))
          .as("generated file; `make manifests` writes it anew")
          .exists()
          .content()
          .isEqualTo(file.getValue());
    }
  }
}
