package ai.kernelpanic09.e2e.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bills of materials and NOTICE, against what the images hold. A build that packages makes both.
 */
class NoticeTest {

  private static final Path PROJECT = Path.of("..");
  private static final List<Path> BOMS = List.of(bom("operator"), bom("sidecar"));

  private static Path bom(String module) {
    return PROJECT.resolve(module).resolve("target/bom.json");
  }

  @BeforeAll
  static void packaged() {
    assumeThat(BOMS).allMatch(Files::exists);
  }

  @Test
  void theFileNamesWhatTheImagesHoldWithTheLicences() throws IOException {
    var text = Notice.text(BOMS);

    assertThat(text).doesNotContain("?");
    assertThat(Files.readString(PROJECT.resolve("NOTICE"))).as("make notice").isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"operator", "sidecar"})
  void aBillOfMaterialsHasEachLibraryOfTheImage(String module) throws IOException {
    var components = new ObjectMapper().readTree(bom(module).toFile()).path("components");
    var listed = new TreeSet<String>();
    components.forEach(
        each -> listed.add(each.path("name").asText() + "-" + each.path("version").asText()));

    try (var libraries = Files.list(PROJECT.resolve(module).resolve("target/lib"))) {
      assertThat(libraries.map(jar -> jar.getFileName().toString().replace(".jar", "")).toList())
          .isNotEmpty()
          .allSatisfy(
              jar ->
                  assertThat(listed)
                      .as("%s, or is it of an earlier build? mvn clean", jar)
                      .anyMatch(each -> jar.equals(each) || jar.startsWith(each + "-")));
    }
  }
}
