package ai.kernelpanic09.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks docs/security.md: each row of its table of threats names tests, and these exist. */
class SecurityPageTest {

  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([STRIDE]) \\|(.*)\\|$");
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+)#([a-z]\\w+)`");
  private static final Set<String> ANNOTATIONS =
      Set.of("@Test", "@ParameterizedTest", "@Property", "@RepeatedTest");

  private final Map<String, String> tests = sources();

  private record Row(String kind, String text) {

    /** The tests that the last column names. */
    List<String> named() {
      var column = text.substring(text.lastIndexOf('|') + 1);
      return NAMED.matcher(column).results().map(found -> found.group()).toList();
    }
  }

  private static List<Row> rows() throws IOException {
    return ROW.matcher(Files.readString(PROJECT.resolve("docs/security.md")))
        .results()
        .map(found -> new Row(found.group(1), found.group(2)))
        .toList();
  }

  private static Map<String, String> sources() {
    return Stream.of(
            "core", "api", "webhook", "operator", "sidecar", "simulator", "local", "cli", "e2e")
        .map(module -> PROJECT.resolve(module).resolve("src/test/java"))
        .flatMap(folder -> walk(folder).stream())
        .collect(
            Collectors.toMap(
                file -> file.getFileName().toString().replace(".java", ""),
                SecurityPageTest::read,
                (one, other) -> one + "\n  }\n" + other));
  }

  private static List<Path> walk(Path folder) {
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyKindOfThreatHasRowsAndEveryRowHasATest() throws IOException {
    assertThat(rows().stream().collect(Collectors.groupingBy(Row::kind)))
        .containsOnlyKeys("S", "T", "R", "I", "D", "E");
    assertThat(rows()).allSatisfy(row -> assertThat(row.named()).as(row.text()).isNotEmpty());
  }

  @Test
  void everyTestThatTheTableNamesExists() throws IOException {
    var missing =
        rows().stream()
            .flatMap(row -> row.named().stream())
            .map(NAMED::matcher)
            .filter(named -> named.matches() && !isTest(named.group(1), named.group(2)))
            .map(named -> named.group())
            .toList();

    assertThat(missing).isEmpty();
  }

  /** Whether the class has a method of that name which JUnit runs. */
  private boolean isTest(String type, String method) {
    return Optional.ofNullable(tests.get(type))
        .map(source -> before(source, " void " + method + "("))
        .filter(head -> ANNOTATIONS.stream().anyMatch(head::contains))
        .isPresent();
  }

  /** What stands between the end of the member before and this text; empty if it is not there. */
  private static String before(String source, String text) {
    var at = source.indexOf(text);
    return at < 0 ? "" : source.substring(source.lastIndexOf("\n  }\n", at) + 1, at);
  }

  @Test
  void aNameThatIsNoTestIsFound() {
    assertThat(isTest("SecurityPageTest", "aNameThatIsNoTestIsFound")).isTrue();
    assertThat(isTest("SecurityPageTest", "isTest")).isFalse();
    assertThat(isTest("SecurityPageTest", "aNameThatIsGone")).isFalse();
    assertThat(isTest("NoSuchTest", "everyTestThatTheTableNamesExists")).isFalse();
  }
}
