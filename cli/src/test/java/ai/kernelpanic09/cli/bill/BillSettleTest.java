package ai.kernelpanic09.cli.bill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.testing.ApiServer;
import ai.kernelpanic09.cli.ProgramRun;
import ai.kernelpanic09.cli.TestKubeconfig;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.ledger.Day;
import ai.kernelpanic09.core.ledger.LedgerState;
import ai.kernelpanic09.core.ledger.Month;
import ai.kernelpanic09.core.ledger.RateShares;
import ai.kernelpanic09.core.ledger.Resolved;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.ChargedPolicy;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.protocol.UsageTotals;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settles estimates on a real API server, whose ledger carries the orders out. */
class BillSettleTest {

  private static final String MODEL = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final Resolved SETTLED = resolved("0.02", "0.0066");

  private static ApiServer server;

  @TempDir Path folder;
  private TestLedger claude;
  private TestLedger other;
  private Path kubeconfig;
  private int requests;

  @BeforeAll
  static void start() {
    server = ApiServer.start();
    server.installCrds();
    server.createNamespace("ai");
    server.createNamespace("ai-too");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Each endpoint has spent five cents on the 22nd, three of them by estimates. */
  @BeforeEach
  void apply() throws IOException {
    kubeconfig = TestKubeconfig.write(folder, server, "ai");
    claude = new TestLedger(server, "ai", "claude");
    other = new TestLedger(server, "ai-too", "other");
    for (var each : List.of(claude, other)) {
      var file =
          write(
              "endpoint.yaml",
              """
              apiVersion: ai.kernelpanic09.io/v1alpha1
              kind: ModelEndpoint
              metadata: {name: %s, namespace: %s}
              spec:
                region: us-east-1
                modelId: %s
                irsaRoleArn: arn:aws:iam::123456789012:role/bedrock-invoker
                costBudget: {daily: "10.00"}
              """
                  .formatted(each.name(), each.namespace(), MODEL));
      assertThat(server.kubectl("apply", "-f", file.toString()).errors()).isEmpty();
      each.write(spent(), TestLedger.limits(MODEL, null));
    }
  }

  private static LedgerState spent() {
    return new LedgerState(
        1,
        "c",
        List.of(
            new Day(
                LocalDate.parse("2026-11-22").toEpochDay(),
                "2026-11-22",
                "2026-11",
                "UTC",
                start("2026-11-22"),
                start("2026-11-23"),
                Money.parse("0.05"),
                Money.parse("0.03"),
                Resolved.NONE,
                Money.ZERO,
                Money.ZERO,
                List.of(),
                null)),
        List.of(
            new Month(
                "2026-11",
                start("2026-11-01"),
                start("2026-12-01"),
                Money.ZERO,
                Money.ZERO,
                Money.ZERO,
                Money.ZERO)),
        List.of(),
        List.of(),
        RateShares.NONE,
        List.of(),
        UsageTotals.ZERO,
        Money.parse("0.05"),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private static long start(String day) {
    return LocalDate.parse(day).toEpochSecond(LocalTime.MIDNIGHT, ZoneOffset.UTC) * 1_000;
  }

  private static Resolved resolved(String estimates, String billed) {
    return new Resolved(Money.parse(estimates), Money.parse(billed));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** A call of 1,000 tokens in and 1,000 out: $0.0066. */
  private String call(String endpoint, String day, String id) {
    return call(endpoint, day, id, 1_000);
  }

  private String call(String endpoint, String day, String id, int outputTokens) {
    requests++;
    return """
        {"schemaType":"ModelInvocationLog","timestamp":"%sT10:00:00Z","region":"us-east-1",\
        "requestId":"aws-%d","modelId":"%s","input":{"inputTokenCount":1000},\
        "output":{"outputTokenCount":%d},"requestMetadata":{"endpoint":"%s","window":"%s","call":"%s"}}
        """
        .formatted(day, requests, MODEL, outputTokens, endpoint, day, id);
  }

  private static String estimate(String endpoint, String day, String id, String booked) {
    return estimate(endpoint, day, id, booked, "worst");
  }

  private static String estimate(
      String endpoint, String day, String id, String booked, String part) {
    return "event=call_may_be_billed request=r endpoint=%s call=%s window=%s kind=LOST part=%s worst=%s booked=%s\n"
        .formatted(endpoint, id, day, part, booked, booked);
  }

  private String[] arguments(String log, String calls, String... more) throws IOException {
    var all =
        new ArrayList<>(
            List.of(
                "bill",
                "compare",
                write("log.json", log).toString(),
                "--calls",
                write("proxy.log", calls).toString(),
                "--kubeconfig",
                kubeconfig.toString(),
                "--context",
                "work",
                "--settle"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private ProgramRun settle(String log, String calls, String... more) throws IOException {
    var all = new ArrayList<>(List.of("--reason", "logs of the \"22nd\"", "--yes"));
    all.addAll(List.of(more));
    return ProgramRun.of(arguments(log, calls, all.toArray(String[]::new)));
  }

  private Resolved settled(TestLedger ledger) {
    return ledger.state().days().getFirst().resolved();
  }

  private static List<String> results(ProgramRun run) throws IOException {
    return new ObjectMapper()
        .readTree(run.out())
        .path("settlements")
        .valueStream()
        .map(BillSettleTest::result)
        .toList();
  }

  private static String result(JsonNode each) {
    return each.path("day").asText().substring(8)
        + " "
        + each.path("endpoint").asText()
        + " "
        + each.path("booked").asText()
        + " "
        + each.path("logged").asText()
        + " "
        + each.path("result").asText()
        + (each.has("problem") ? ": " + each.path("problem").asText() : "");
  }

  private String one() {
    return call("ai/claude", "2026-11-22", "c1");
  }

  private static String estimateOfOne() {
    return estimate("ai/claude", "2026-11-22", "c1", "0.02");
  }

  @Test
  void whatACallHasCostCountsInPlaceOfItsEstimate() throws IOException {
    var carriedOut = claude.carryOut();

    var run = settle(one(), estimateOfOne());

    var order = carriedOut.join();
    assertThat(order.uid()).isEqualTo(claude.uid());
    assertThat(order.order().by()).isEqualTo("admin");
    assertThat(order.order().reason()).isEqualTo("logs of the \"22nd\"");
    assertThat(order.order().resolved()).isEqualTo(SETTLED);
    assertThat(claude.order()).as("taken back").isEmpty();
    assertThat(settled(claude)).isEqualTo(SETTLED);
    // What other calls cost is in no log here: the day differs, but not by this call.
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .isEqualTo(
            """
            DAY          ENDPOINT    CALLS   BOOKED   ESTIMATED   BY AWS'S LOGS   COST REPORT   DIFFERENCE
            2026-11-22   ai/claude   1       0.0366   0.01        0.0066          -             0.03

            DAY          ENDPOINT    CALLS   BOOKED   BY AWS'S LOGS   RESULT
            2026-11-22   ai/claude   1       0.02     0.0066          settled

            different: 1 of 1 days, 0 calls
            """);
  }

  @Test
  void theSameFilesAgainChangeNothingAndMoreOfThemSettleTheRest() throws IOException {
    var carriedOut = claude.carryOut();
    settle(one(), estimateOfOne());
    carriedOut.join();

    var again = settle(one(), estimateOfOne(), "-o", "json");
    assertThat(results(again)).containsExactly("22 ai/claude 0.02 0.0066 settled before");
    assertThat(claude.state().settlements()).as("no further order").hasSize(1);

    carriedOut = claude.carryOut();
    var rest =
        settle(
            one() + call("ai/claude", "2026-11-22", "c2"),
            estimateOfOne() + estimate("ai/claude", "2026-11-22", "c2", "0.005", "input"),
            "-o",
            "json");
    carriedOut.join();
    assertThat(results(rest)).containsExactly("22 ai/claude 0.025 0.0132 settled");
    assertThat(settled(claude)).isEqualTo(resolved("0.025", "0.0132"));

    var fewer = settle(one(), estimateOfOne(), "-o", "json");
    assertThat(fewer.exitCode()).isEqualTo(1);
    assertThat(results(fewer))
        .containsExactly(
            "22 ai/claude 0.02 0.0066 refused: calls that were booked at 0.025 are settled already:"
                + " give all logs of that day");
    assertThat(settled(claude)).isEqualTo(resolved("0.025", "0.0132"));
  }

  @Test
  void eachEndpointAndDayGoesItsOwnWay() throws IOException {
    var carriedOut = List.of(claude.carryOut(), other.carryOut());

    var run =
        settle(
            call("ai/claude", "2026-11-21", "c0")
                + one()
                + call("ai-too/other", "2026-11-22", "c2")
                + call("ai/gone", "2026-11-22", "c3"),
            estimate("ai/claude", "2026-11-21", "c0", "0.02")
                + estimateOfOne()
                + estimate("ai-too/other", "2026-11-22", "c2", "0.04")
                + estimate("ai/gone", "2026-11-22", "c3", "0.04"),
            "-A",
            "-o",
            "json");

    carriedOut.forEach(each -> each.join());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(results(run))
        .containsExactly(
            "21 ai/claude 0.02 0.0066 closed: the ledger has this day no longer: nothing to settle",
            "22 ai-too/other 0.04 0.0066 refused: it tells the cost of calls that were booked at"
                + " 0.04 dollars, where only 0.03 are booked as estimates: have all pods reported?",
            "22 ai/claude 0.02 0.0066 settled");
    assertThat(settled(other)).isEqualTo(Resolved.NONE);
    assertThat(other.order()).isEmpty();
  }

  @Test
  void whatIsInDoubtStaysAnEstimate() throws IOException {
    var day = "2026-11-22";
    var run =
        settle(
            call("ai/claude", day, "twice-told")
                + call("ai/claude", day, "elsewhere")
                + call("ai/claude", day, "another-day")
                + call("ai/claude", day, "guardrails")
                + call("ai/claude", day, "no-price").replace(MODEL, "us.vendor.unknown-v1:0"),
            estimate("ai/claude", day, "twice-told", "0.01")
                + estimate("ai/claude", day, "twice-told", "5.00")
                + estimate("ai/other", day, "elsewhere", "0.01")
                + estimate("ai/claude", "2026-11-21", "another-day", "0.01")
                + estimate("ai/claude", day, "guardrails", "0.01", "guardrails")
                + estimate("ai/claude", day, "no-price", "0.01")
                + estimate("ai/claude", day, "not-there", "0.01"),
            "-o",
            "json");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(results(run)).isEmpty();
    assertThat(run.out())
        .contains(
            "1 calls stay estimates: AWS's logs do not tell all that guardrails have checked of"
                + " them");
    assertThat(settled(claude)).isEqualTo(Resolved.NONE);
  }

  @Test
  void callsWhoseTextsAGuardrailMayCheckByThemselvesStayEstimates() throws IOException {
    var guardrail =
        new GuardrailUse(
            "id", "1", PriceBook.embedded().guardrail(EnumSet.of(ChargedPolicy.CONTENT)));
    claude.write(spent(), TestLedger.limits(MODEL, guardrail));

    var run = settle(one(), estimateOfOne(), "-o", "json");

    assertThat(results(run)).isEmpty();
    assertThat(run.out()).contains("1 calls stay estimates: ");
  }

  @Test
  void allThatWasBilledUnderACallsNameIsItsCost() throws IOException {
    var carriedOut = claude.carryOut();

    settle(call("ai/claude", "2026-11-22", "c1", 0) + one(), estimateOfOne());

    carriedOut.join();
    assertThat(settled(claude)).isEqualTo(resolved("0.02", "0.0077"));
  }

  @Test
  void aPersonIsAskedAndNothingButYesIsYes() throws IOException {
    var refused = ProgramRun.answered("yes", arguments(one(), estimateOfOne(), "--reason", "why"));

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .isEqualTo(
            """
            DAY          ENDPOINT    CALLS   BOOKED   BY AWS'S LOGS   RESULT
            2026-11-22   ai/claude   1       0.02     0.0066          to do
            Settle this as admin? [y/N] k8s-ai: nothing was changed
            """);
    assertThat(claude.order()).isEmpty();

    var carriedOut = claude.carryOut();
    var agreed =
        ProgramRun.answered(
            "y", arguments(one(), estimateOfOne(), "--reason", "why", "-o", "json"));
    assertThat(carriedOut.join().order().reason()).isEqualTo("why");
    assertThat(results(agreed)).containsExactly("22 ai/claude 0.02 0.0066 settled");
  }

  @Test
  void anOrderThatNobodyCarriesOutIsTakenBackAndTold() throws IOException {
    var run =
        ProgramRun.in(
            Map.of("K8S_AI_WAIT_SECONDS", "1"),
            arguments(one(), estimateOfOne(), "--reason", "why", "-y", "-o", "json"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(results(run))
        .singleElement()
        .asString()
        .startsWith("22 ai/claude 0.02 0.0066 not done: not done within 1 s, and taken back");
    assertThat(claude.order()).isEmpty();
  }

  @Test
  void whatIsMissingIsOneSentence() throws IOException {
    assertThat(sentence(2, null, "--settle", "--reason", "why"))
        .isEqualTo(
            "k8s-ai: --settle needs the log of proxies, which names the estimated calls: --calls"
                + " FILE\n");
    assertThat(sentence(2, "proxy.log", "--settle", "--reason", "why", "--ledger", "x"))
        .isEqualTo("k8s-ai: --settle works on the cluster's ledgers: leave --ledger out\n");
    assertThat(sentence(2, "proxy.log", "--settle"))
        .isEqualTo("k8s-ai: --reason is needed: it is kept with your name\n");
    assertThat(sentence(2, "proxy.log", "--reason", "why"))
        .isEqualTo("k8s-ai: --reason and --yes go with --settle\n");
    assertThat(sentence(1, "proxy.log", "--settle", "--reason", "why"))
        .isEqualTo("k8s-ai: say --yes where nobody can be asked\n");
  }

  private String sentence(int exitCode, @Nullable String calls, String... more) throws IOException {
    write("proxy.log", estimateOfOne());
    var all =
        new ArrayList<>(
            List.of(
                "bill",
                "compare",
                write("log.json", one()).toString(),
                "--kubeconfig",
                kubeconfig.toString(),
                "--context",
                "work"));
    if (calls != null) {
      all.addAll(List.of("--calls", folder.resolve(calls).toString()));
    }
    all.addAll(List.of(more));
    var run = ProgramRun.of(all.toArray(String[]::new));
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.out()).isEmpty();
    return run.err();
  }
}
