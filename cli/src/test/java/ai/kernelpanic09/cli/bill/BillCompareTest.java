package ai.kernelpanic09.cli.bill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.cli.ProgramRun;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command on files. Claude Haiku 4.5 in us-east-1 costs $1.10 and $5.50 for a million tokens.
 */
class BillCompareTest {

  private static final String MODEL = "us.anthropic.claude-haiku-4-5-20251001-v1:0";

  @TempDir Path folder;
  private Path ledger;
  private int requests;

  @BeforeEach
  void ledger() throws IOException {
    ledger = ledger("0.0066", "0.00");
  }

  private Path ledger(String spent, String estimated) throws IOException {
    return write(
        "ledger-" + spent + ".json",
        """
        {"kind": "List", "items": [{"apiVersion": "ai.kernelpanic09.io/v1alpha1", "kind": "ModelEndpoint",
         "metadata": {"namespace": "ai", "name": "claude"}, "status": {"budget": {"epoch": 1, "commitId": "c",
         "windows": [{"seq": 1, "id": "2026-11-22", "month": "2026-11", "zone": "UTC", "start": "2026-11-22T00:00:00Z",
          "end": "2026-11-23T00:00:00Z", "spent": "%s", "estimated": "%s", "writtenOff": "0.00", "holders": []}]},
          "newMember": 7}}]}
        """
            .formatted(spent, estimated));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** A call of 1,000 tokens in and 1,000 out: $0.0066. */
  private String call(String labels) {
    return call(labels, MODEL, "arn:aws:sts::123456789012:assumed-role/r/ai.claude");
  }

  private String call(String labels, String model, String principal) {
    requests++;
    return """
        {"schemaType":"ModelInvocationLog","timestamp":"2026-11-22T10:00:00Z","region":"us-east-1",\
        "requestId":"aws-%d","modelId":"%s","identity":{"arn":"%s"},"input":{"inputTokenCount":1000},\
        "output":{"outputTokenCount":1000}%s}
        """
        .formatted(
            requests, model, principal, labels.isEmpty() ? "" : ",\"requestMetadata\":" + labels);
  }

  private static String labels(String call) {
    return """
        {"endpoint":"ai/claude","workload":"Deployment/chat","window":"2026-11-22","call":"%s","request":"r-%s"}"""
        .formatted(call, call);
  }

  private static String estimate(String call, String booked) {
    return "event=call_may_be_billed request=r-%s endpoint=ai/claude call=%s window=2026-11-22 kind=LOST part=worst worst=%s booked=%s\n"
        .formatted(call, call, booked, booked);
  }

  private ProgramRun compare(Object... arguments) {
    var all = new ArrayList<>(List.of("bill", "compare"));
    for (var each : arguments) {
      all.add(each.toString());
    }
    return ProgramRun.of(all.toArray(String[]::new));
  }

  private JsonNode json(Object... arguments) throws IOException {
    var all = new ArrayList<Object>(List.of(arguments));
    all.addAll(List.of("--ledger", ledger, "-o", "json"));
    var run = compare(all.toArray());
    assertThat(run.err()).isEmpty();
    return new ObjectMapper().readTree(run.out());
  }

  private static List<String> reasons(JsonNode comparison) {
    return comparison
        .path("calls")
        .valueStream()
        .map(each -> each.path("reason").asText())
        .toList();
  }

  @Test
  void whatIsEqualToTheNanoDollarIsExitCode0() throws IOException {
    var log = write("log.json", call(labels("c1")));

    var run = compare(log, "--ledger", ledger);

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            DAY          ENDPOINT    CALLS   BOOKED   ESTIMATED   BY AWS'S LOGS   COST REPORT   DIFFERENCE
            2026-11-22   ai/claude   1       0.0066   0.00        0.0066          -             0.00

            equal
            """);
  }

  @Test
  void aNanoDollarMoreIsADifference() throws IOException {
    var log = write("log.json", call(labels("c1")));

    var run = compare(log, "--ledger", ledger("0.006600001", "0.00"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains(" 0.000000001\n").endsWith("different: 1 of 1 days, 0 calls\n");
  }

  @Test
  void anEstimateIsNamedWithWhatItReallyCost() throws IOException {
    var log = write("log.json", call(labels("c1")) + call(labels("c2")));
    var calls = write("pod.log", estimate("c2", "0.02") + estimate("c3", "0.03"));

    var run = compare(log, "--calls", calls, "--ledger", ledger("0.0566", "0.05"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            """
            2026-11-22   ai/claude   2       0.0566   0.05        0.0132          -             0.0434

            DAY          ENDPOINT    CALL   REQUEST   REASON            BOOKED   BY AWS'S LOGS
            2026-11-22   ai/claude   c2     r-c2      estimated         0.02     0.0066
            2026-11-22   ai/claude   c3     r-c3      not in the logs   0.03     -
            """);
  }

  @Test
  void anEstimateThatProvesExactIsNoDifference() throws IOException {
    var log = write("log.json", call(labels("c1")));
    var calls = write("pod.log", estimate("c1", "0.0066"));

    assertThat(compare(log, "--calls", calls, "--ledger", ledger).exitCode()).isZero();
  }

  @Test
  void anEstimateOfADayOverWhichTheLogsDoNotReachIsNoDifference() throws IOException {
    var log = write("log.json", call(labels("c1")));
    var calls = write("pod.log", estimate("c2", "0.02").replace("11-22", "11-21"));

    var run = compare(log, "--calls", calls, "--ledger", ledger);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains(
            "note: 1 calls that are booked as estimates are of days over which AWS's logs do not");
  }

  @Test
  void callsThatDifferSayWhy() throws IOException {
    var log =
        write(
            "log.json",
            call("")
                + call(labels("c1"), "us.amazon.nova-lite-v1:0", "")
                + call(labels("c2"), "acme.unheard-of-v1:0", ""));

    assertThat(reasons(json(log))).containsExactly("not in our logs", "no price");

    Files.writeString(
        ledger,
        Files.readString(ledger)
            .replace(
                "\"newMember\": 7",
                """
                "limits": {"revision": "1", "modelId": "%s", "region": "us-east-1", "maxTokens": 100, "price":
                 {"input": "1.10", "output": "5.50"}, "bounds": {"bytesPerToken": 1}, "budgetBlocks": true,
                 "maxBodyBytes": 1}"""
                    .formatted(MODEL)));
    assertThat(reasons(json(log)))
        .containsExactly("not in our logs", "model differs", "model differs");
  }

  @Test
  void whatIsNoneOfOursIsSummedUpApartAndIsNoDifference() throws IOException {
    var log =
        write(
            "log.json",
            call(labels("c1")) + call("", MODEL, "arn:aws:iam::123456789012:user/alice"));

    var run = compare(log, "--ledger", ledger);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("2026-11-22   not ours or not told   1       -        -");
  }

  @Test
  void aCallThatIsInTwoFilesIsCountedOnce() throws IOException {
    var log = write("log.json", call(labels("c1")));
    var again = folder.resolve("again.json.gz");
    try (var zipped = new GZIPOutputStream(Files.newOutputStream(again))) {
      zipped.write(Files.readString(log).getBytes(StandardCharsets.UTF_8));
    }

    var run = compare(log, again, "--ledger", ledger);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("note: 1 calls were in the logs twice, and are counted once");
  }

  @Test
  void aDayThatNoStatusTellsIsNotEqual() throws IOException {
    var log = write("log.json", call(labels("c1").replace("11-22", "11-20")));

    var run = compare(log, "--ledger", ledger);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("2026-11-20   ai/claude   1       unknown");
  }

  @Test
  void theCostReportIsHeldToTheCent() throws IOException {
    var header =
        "line_item_usage_start_date,line_item_product_code,line_item_unblended_cost,line_item_iam_principal\n";
    var row =
        "2026-11-22T00:00:00Z,AmazonBedrock,%s,arn:aws:sts::123456789012:assumed-role/r/ai.claude\n";
    var near = write("near.csv", header + row.formatted("0.0065999999"));
    var far = write("far.csv", header + row.formatted("0.5"));

    var run = compare(near, "--ledger", ledger);
    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.out()).contains("0.0066   0.00        -               0.0066        0.00");
    assertThat(compare(far, "--ledger", ledger).exitCode()).isEqualTo(1);
  }

  @Test
  void aNamespaceLeavesOthersOut() throws IOException {
    var log =
        write("log.json", call(labels("c1")) + call(labels("c2").replace("ai/claude", "b/claude")));

    assertThat(compare(log, "--ledger", ledger, "-n", "ai").exitCode()).isZero();
    assertThat(compare(log, "--ledger", ledger, "-n", "ai", "-A").exitCode()).isEqualTo(1);
  }

  @Test
  void otherFormsHoldTheSame() throws IOException {
    var log = write("log.json", call(labels("c1")) + call(""));

    var tree = json(log);
    assertThat(tree.path("days").get(0).path("logged").asText()).isEqualTo("0.0132");
    assertThat(new YAMLMapper().readTree(compare(log, "--ledger", ledger, "-o", "yaml").out()))
        .isEqualTo(tree);
    assertThat(compare(log, "--ledger", ledger, "-o", "csv").out())
        .isEqualTo(
            """
            kind,day,endpoint,calls,booked,estimated,logged,costReport,difference,equal,call,request,model,reason,result,problem
            day,2026-11-22,ai/claude,2,0.0066,0.00,0.0132,,-0.0066,false,,,,,,
            call,2026-11-22,ai/claude,,,,0.0066,,,,,aws-2,us.anthropic.claude-haiku-4-5-20251001-v1:0,not in our logs,,
            """);
  }

  @Test
  void wrongInputIsOneSentenceThatSaysWhatToDo() throws IOException {
    var log = write("log.json", call(labels("c1")));
    var parquet = write("cur.parquet", "PAR1....");
    var other = write("other.json", "{\"kind\": \"Pod\"}");
    assertThat(sentence(parquet, "--ledger", ledger))
        .contains("is Parquet, which is not read: export CSV");
    assertThat(sentence(folder.resolve("none"), "--ledger", ledger))
        .contains("none can't be read (NoSuchFileException): name a file that exists");
    assertThat(sentence(log, "--ledger", other))
        .contains("other.json holds something else than ModelEndpoints: write it with kubectl get");
    assertThat(sentence(log, "--calls", folder.resolve("none"), "--ledger", ledger))
        .contains("none can't be read");
    assertThat(sentence(log, "--kubeconfig", folder.resolve("none")))
        .contains("can't be read; --ledger FILE compares without a cluster");
    assertThat(sentence("--ledger", ledger)).contains("Missing required parameter: 'FILE'");
    assertThat(sentence(log, "--ledger", ledger, "-o", "xml")).contains("expected one of");
    var cut = folder.resolve("cut.gz");
    try (var zipped = new GZIPOutputStream(Files.newOutputStream(cut))) {
      zipped.write(Files.readAllBytes(log));
    }
    var whole = Files.readAllBytes(cut);
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length - 12));
    assertThat(sentence(cut, "--ledger", ledger)).contains("cut.gz can't be read");
  }

  private String sentence(Object... arguments) {
    var run = compare(arguments);
    assertThat(run.exitCode()).as(run.toString()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("k8s-ai: ").hasLineCount(1);
    return run.err();
  }
}
