package ai.kernelpanic09.e2e.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FIXTURES = Path.of("src/test/resources/audit");
  private static final Path OURS = Path.of("../hack/advisories.tsv");
  private static final String DATABIND = "com.fasterxml.jackson.core:jackson-databind";

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Path advisories = Path.of("advisories.tsv");
  private HttpServer osv;
  private int status = 200;

  @BeforeEach
  void start() throws IOException {
    osv = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    osv.createContext("/", this::serve);
    osv.start();
  }

  @AfterEach
  void stop() {
    osv.stop(0);
  }

  @Test
  void whatIsShippedAndAffectedIsReported() throws Exception {
    assertThat(audit(OURS, "operator")).isEqualTo(Audit.AFFECTED);

    assertThat(out())
        .contains("shipped: " + DATABIND + " 2.21.4: CVE-2026-54515 (MODERATE), fixed in 2.18.9")
        .contains("3 dependencies, 2 of them shipped")
        .doesNotContain("CVE-2026-54513"); // which 2.21.4 has fixed
    assertThat(err()).isEmpty();
  }

  @Test
  void whatOnlyTestsUseIsToldApart() throws Exception {
    assertThat(audit(OURS, "e2e")).isEqualTo(Audit.AFFECTED);

    assertThat(out()).contains("tests only: " + DATABIND + " 2.21.4").doesNotContain("shipped:");
  }

  @Test
  void whatIsAcceptedIsToldAndPasses() throws Exception {
    var list =
        write(DATABIND + "\t[2.21,2.22)\tCVE-1\tHIGH\t2.22\taccepted: names keep their case");

    assertThat(audit(list, "operator")).isEqualTo(Audit.CLEAR);

    assertThat(out()).contains("CVE-1", "accepted: names keep their case", "none to mend");
  }

  @Test
  void aClassifierIsNotTakenForTheVersion() throws Exception {
    var list =
        write("io.netty:netty-transport-native-epoll\t(,4.2.19)\tCVE-1\tHIGH\t4.2.19\tepoll");

    assertThat(audit(list, "sidecar")).isEqualTo(Audit.AFFECTED);

    assertThat(out()).contains("shipped: io.netty:netty-transport-native-epoll 4.2.18.Final");
  }

  @Test
  void aLineThatCannotBeReadFailsAndIsNamed() throws Exception {
    var list = write("# a comment\n" + DATABIND + "\t2.21\tCVE-1\tHIGH\t-\tno range");

    assertThat(audit(list, "operator")).isEqualTo(Audit.FAILED);

    assertThat(err()).contains("advisories.tsv, line 2: '2.21' is no range");
  }

  @Test
  void aListWithoutDependenciesFails() throws Exception {
    var empty = Files.writeString(folder.resolve("empty.txt"), "\nThe following files:\n   none\n");

    var exit = new Audit(stream(out), stream(err)).run(OURS.toString(), "operator=" + empty);

    assertThat(exit).isEqualTo(Audit.FAILED);
    assertThat(err()).contains("empty.txt has no dependency").doesNotContain("\n\n");
  }

  @Test
  void aRefreshTakesOverWhatTheDatabaseKnowsAndKeepsTheRest() throws Exception {
    var list =
        write(
            "# our words\n"
                + DATABIND
                + "\t[1.0,1.1)\tCVE-2026-54515\tLOW\t1.1\tstale\n"
                + "org.assertj:assertj-core\t[3.0,3.1]\tGHSA-last-known-rnge\t-\t-\taccepted: tests\n"
                + "org.example:ours\t[1,2)\tOURS-1\tHIGH\t2\tnot in the database");

    assertThat(audit(list, "operator", "--refresh", url())).isEqualTo(Audit.AFFECTED);

    assertThat(Files.readAllLines(list))
        .containsExactly(
            "# our words",
            DATABIND
                + "\t(,2.18.9) [2.19.0,2.21.5) [2.22.0,2.22.1)\tCVE-2026-54515\tMODERATE"
                + "\t2.18.9 2.21.5 2.22.1"
                + "\tjackson-databind has case-insensitive deserialization bypasses per-property"
                + " @JsonIgnoreProperties",
            "org.assertj:assertj-core\t[3.0,3.27.6]\tGHSA-last-known-rnge\t-\t-\taccepted: tests",
            "org.example:ours\t[1,2)\tOURS-1\tHIGH\t2\tnot in the database");
    assertThat(out()).contains("3 advisories, 2 of them from http://", "1 to mend");
  }

  @Test
  void aRefreshThatFailsSaysSoInOneLineAndLeavesTheFile() throws Exception {
    var before = "# our words\n" + DATABIND + "\t[1.0,1.1)\tCVE-1\tLOW\t1.1\tours\n";
    var list = write(before);
    var dead = url();

    status = 503;
    assertThat(audit(list, "operator", "--refresh", dead)).isEqualTo(Audit.FAILED);
    osv.stop(0);
    assertThat(audit(list, "operator", "--refresh", dead)).isEqualTo(Audit.FAILED);

    assertThat(err().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("audit: could not be refreshed from " + dead))
        .allMatch(line -> line.endsWith("advisories.tsv is as it was"));
    assertThat(list).content().isEqualTo(before);
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
    assertThat(out()).isEmpty();
  }

  private int audit(Path list, String module, String... more) throws InterruptedException {
    var arguments = new ArrayList<String>(List.of(list.toString()));
    arguments.addAll(List.of(more));
    arguments.add(module + "=" + FIXTURES.resolve("dependencies.txt"));
    return new Audit(stream(out), stream(err)).run(arguments.toArray(String[]::new));
  }

  private Path write(String lines) throws IOException {
    return Files.writeString(folder.resolve(advisories), lines);
  }

  /** A small OSV: two pages of ids for the first artifact asked for, and each advisory. */
  private void serve(HttpExchange exchange) throws IOException {
    var records = JSON.readTree(FIXTURES.resolve("osv.json").toFile());
    var path = exchange.getRequestURI().getPath();
    var answer =
        path.equals("/v1/querybatch")
            ? ids(JSON.readTree(exchange.getRequestBody()))
            : records.path(path.replace("/v1/vulns/", "")).toString();
    var bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String ids(JsonNode request) {
    var answer = JSON.createObjectNode();
    var results = answer.putArray("results");
    for (var query : request.path("queries")) {
      var result = results.addObject();
      assertThat(query.at("/package/ecosystem").asText()).isEqualTo("Maven");
      if (query.path("page_token").asText().equals("more")) {
        var vulns = result.putArray("vulns");
        vulns.addObject().put("id", "GHSA-last-known-rnge");
        vulns.addObject().put("id", "GHSA-with-draw-nnnn");
      } else if (query.at("/package/name").asText().equals(DATABIND)) {
        result.putArray("vulns").addObject().put("id", "GHSA-5jmj-h7xm-6q6v");
        result.put("next_page_token", "more");
      }
    }
    return answer.toString();
  }

  private String url() {
    return "http://127.0.0.1:" + osv.getAddress().getPort();
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream stream(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }
}
