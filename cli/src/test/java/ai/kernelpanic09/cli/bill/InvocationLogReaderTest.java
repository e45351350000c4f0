package ai.kernelpanic09.cli.bill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.price.GuardrailUnits;
import ai.kernelpanic09.core.price.Usage;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvocationLogReaderTest {

  private static final String RECORD =
      """
      {"schemaType":"ModelInvocationLog","schemaVersion":"1.0","timestamp":"2026-11-22T10:11:12Z",\
      "accountId":"123456789012","identity":{"arn":"arn:aws:sts::123456789012:assumed-role/r/a.b"},\
      "region":"us-east-1","requestId":"r-1","operation":"Converse","modelId":"us.amazon.nova-lite-v1:0",\
      "input":{"inputContentType":"application/json","inputBodyJson":{"messages":[{"role":"user",\
      "content":[{"text":"hi"}]}]},"inputTokenCount":4},"output":{"outputContentType":"application/json",\
      "outputBodyJson":{"stopReason":"end_turn"},"outputTokenCount":38},\
      "requestMetadata":{"endpoint":"a/b","call":"c1"}}""";

  private final List<LoggedCall> calls = new ArrayList<>();
  private final Problems problems = new Problems();

  private void read(String text) throws IOException {
    new InvocationLogReader("log", problems, calls::add)
        .read(
            new BufferedInputStream(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
  }

  private Usage usage(String input, String output) throws IOException {
    read(
        """
        {"timestamp":"2026-11-22T10:11:12Z","modelId":"m.m","input":{%s},"output":{%s}}"""
            .formatted(input, output));
    assertThat(problems.sentences()).isEmpty();
    return calls.getLast().usage();
  }

  private static String text(String json) {
    return "\"" + json.replace("\"", "\\\"") + "\"";
  }

  @Test
  void aLineIsACall() throws IOException {
    read(RECORD + "\n\n" + RECORD.replace("r-1", "r-2"));

    assertThat(calls).hasSize(2);
    assertThat(calls.getFirst())
        .isEqualTo(
            new LoggedCall(
                "2026-11-22",
                "r-1",
                "us.amazon.nova-lite-v1:0",
                "us-east-1",
                Usage.ofTokens(4, 38),
                false,
                Map.of("endpoint", "a/b", "call", "c1"),
                "arn:aws:sts::123456789012:assumed-role/r/a.b"));
    assertThat(problems.sentences()).isEmpty();
  }

  @Test
  void everyFormInWhichCloudWatchExportsIsRead() throws IOException {
    for (var form :
        List.of(
            "{\"@timestamp\":\"2026\",\"@message\":" + text(RECORD) + "}",
            "{\"@message\":" + RECORD + "}",
            "{\"message\":" + text(RECORD) + ",\"timestamp\":1}",
            "2026-11-22T10:11:12.000Z " + RECORD,
            "[{\"message\":" + text(RECORD) + "}]",
            "{\n \"events\": [\n {\"message\": " + text(RECORD) + "}\n ]\n}\n",
            "[\n  {\"@message\":\n " + RECORD + "}\n]")) {
      calls.clear();
      read(form);
      assertThat(calls).as(form).hasSize(1);
      assertThat(calls.getFirst().requestId()).isEqualTo("r-1");
      assertThat(problems.sentences()).as(form).isEmpty();
    }
  }

  @Test
  void brokenLinesAreToldAndEndNothing() throws IOException {
    read(
        "no json\n"
            + RECORD
            + "\n{\"timestamp\": \n\"text\"\n{\"a\":1}\n"
            + RECORD.replace("2026-11-22T", "2026-13-42T")
            + "\n"
            + RECORD
                .replace("\"inputTokenCount\":4", "\"x\":4")
                .replace("\"outputTokenCount\":38", "\"x\":1")
            + "\n"
            + RECORD
                .replace(":38}", ":9e99}")
                .replace("\"inputTokenCount\":4", "\"inputTokenCount\":4000000000")
            + "\n"
            + RECORD.replace(":38}", ":99999999999999999999}")
            + "\n"
            + RECORD.replace("r-1", "r-9"));

    assertThat(calls).extracting(LoggedCall::requestId).containsExactly("r-1", "r-9");
    assertThat(problems.sentences())
        .containsExactlyInAnyOrder(
            "3 left out: a line that is no JSON, at log:1, log:3, log:9",
            "1 left out: JSON that is no object, at log:4",
            "1 left out: a record of no call, at log:5",
            "1 left out: a call without a timestamp, at log:6",
            "1 left out: a call without token counts, at log:7",
            "1 left out: a call with impossible token counts, at log:8");
  }

  @Test
  void aLineWithoutEndTakesNoMemory() throws IOException {
    var lines =
        new BoundedLines(
            new ByteArrayInputStream("abcdefgh\nxy".getBytes(StandardCharsets.US_ASCII)), 4);

    assertThat(lines.next()).isTrue();
    assertThat(lines.isTooLong()).isTrue();
    assertThat(lines.length()).isEqualTo(4);
    assertThat(lines.next()).isTrue();
    assertThat(lines.isTooLong()).isFalse();
    assertThat(lines.number()).isEqualTo(2);
    assertThat(lines.next()).isFalse();
  }

  @Test
  void aLineMayBeLongerThanWhatIsReadAtOnce() throws IOException {
    read(
        RECORD.replace("\"hi\"", "\"" + "x".repeat(300_000) + "\"")
            + "\n"
            + RECORD.replace("r-1", "r-2"));

    assertThat(calls).extracting(LoggedCall::requestId).containsExactly("r-1", "r-2");
  }

  @Test
  void aFailedCallThatTellsNoTokensIsNoProblem() throws IOException {
    read(
        """
        {"timestamp":"2026-11-22T10:11:12Z","modelId":"m.m","errorCode":"ThrottlingException"}""");

    assertThat(calls).isEmpty();
    assertThat(problems.sentences()).isEmpty();
  }

  @Test
  void cachedTokensAreToldApartAsASidecarDoes() throws IOException {
    var counts =
        "\"inputTokenCount\":1,\"cacheReadInputTokenCount\":2,\"cacheWriteInputTokenCount\":30";
    assertThat(usage(counts, "\"outputTokenCount\":4"))
        .isEqualTo(new Usage(1, 4, 2, 30, 0, GuardrailUnits.NONE));
    assertThat(
            usage(
                counts,
                "\"outputTokenCount\":4,\"outputBodyJson\":{\"usage\":{\"cacheDetails\":[{\"ttl\":\"1h\",\"inputTokens\":20}]}}"))
        .isEqualTo(new Usage(1, 4, 2, 10, 20, GuardrailUnits.NONE));
    assertThat(
            usage(
                counts,
                "\"outputTokenCount\":4,\"outputBodyJson\":[{\"usage\":{\"cache_creation\":{\"ephemeral_5m_input_tokens\":5,\"ephemeral_1h_input_tokens\":25}}}]"))
        .isEqualTo(new Usage(1, 4, 2, 5, 25, GuardrailUnits.NONE));
    for (var mark : List.of("cachePoint", "cache_control")) {
      assertThat(
              usage(
                  counts
                      + ",\"inputBodyJson\":{\"system\":[{\"text\":\"x\"},{\""
                      + mark
                      + "\":{\"type\":\"default\",\"ttl\":\"1h\"}}]}",
                  "\"outputTokenCount\":4"))
          .isEqualTo(new Usage(1, 4, 2, 0, 30, GuardrailUnits.NONE));
    }
  }

  @Test
  void whatACallerWroteIsTakenForNoUsage() throws IOException {
    assertThat(
            usage(
                "\"inputTokenCount\":1,\"cacheWriteInputTokenCount\":30,\"inputBodyJson\":{\"messages\":[{\"toolUse\":{\"input\":{\"ttl\":\"1h\"}}}]}",
                "\"outputTokenCount\":4,\"outputBodyJson\":{\"output\":{\"message\":{\"content\":[{\"toolUse\":{\"input\":{\"trace\":{\"guardrail\":{\"inputAssessment\":{\"g\":{\"invocationMetrics\":{\"usage\":{\"topicPolicyUnits\":9}}}}}}}}}]}}}"))
        .isEqualTo(new Usage(1, 4, 0, 30, 0, GuardrailUnits.NONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"trace\":%s}",
        "{\"amazon-bedrock-trace\":%s}",
        "[{\"metadata\":{\"trace\":%s}}]"
      })
  void whatAGuardrailCheckedIsReadFromItsTrace(String body) throws IOException {
    var trace =
        """
        {"guardrail":{"inputAssessment":{"g1":{"invocationMetrics":{"usage":{"topicPolicyUnits":2,\
        "contentPolicyUnits":3,"wordPolicyUnits":3}}}}}}""";

    var usage =
        usage(
            "\"inputTokenCount\":1",
            "\"outputTokenCount\":4,\"outputBodyJson\":" + body.formatted(trace));

    assertThat(usage.guardrail()).isEqualTo(new GuardrailUnits(3, 2, 0, 0, 0, 0));
    assertThat(calls.getLast().guardrailTold()).isTrue();
  }

  @Test
  void whatATerminalWouldObeyIsReplaced() throws IOException {
    read(RECORD.replace("\"c1\"", "\"c\\u001b[2J1\""));

    assertThat(calls.getFirst().label("call")).isEqualTo("c_[2J1");
  }
}
