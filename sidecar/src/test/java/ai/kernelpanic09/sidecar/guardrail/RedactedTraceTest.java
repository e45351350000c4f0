package ai.kernelpanic09.sidecar.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RedactedTraceTest {

  private static String redacted(String json) throws IOException {
    return new String(
        RedactedTrace.of(json.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  @Test
  void namesKindsActionsAndNumbersStay() throws IOException {
    var json =
        "{\"guardrail\":{\"actionReason\":\"blocked\",\"inputAssessment\":{\"gr1\":{\"topicPolicy\":"
            + "{\"topics\":[{\"name\":\"money\",\"type\":\"DENY\",\"action\":\"BLOCKED\","
            + "\"detected\":true}]},\"contextualGroundingPolicy\":{\"filters\":[{\"score\":0.25}]},"
            + "\"appliedGuardrailDetails\":{\"guardrailOrigin\":[\"REQUEST\"]}}}}}";
    assertThat(redacted(json)).isEqualTo(json);
  }

  @Test
  void whatTheGuardrailQuotesDoesNot() throws IOException {
    assertThat(
            redacted(
                "{\"modelOutput\":[\"the"
                    + " answer\"],\"regexes\":[{\"name\":\"id\",\"match\":\"4711\","
                    + "\"regex\":\"[0-9]+\"}],\"findings\":[{\"valid\":{\"translation\":{\"premises\":[{\"naturalLanguage\":\"Ada"
                    + " is 36\"}]}}}]}"))
        .isEqualTo(
            "{\"modelOutput\":[\"***\"],\"regexes\":[{\"name\":\"id\",\"match\":\"***\","
                + "\"regex\":\"***\"}],\"findings\":[{\"valid\":{\"translation\":"
                + "{\"premises\":[{\"naturalLanguage\":\"***\"}]}}}]}");
  }

  @Test
  void ofAnObjectOneMemberIsATrace() throws IOException {
    var json = "xx{\"a\":\"b\",\"trace\":{\"match\":\"m\"},\"c\":[\"d\"]}yy";
    var bytes = json.getBytes(StandardCharsets.UTF_8);
    assertThat(
            new String(
                RedactedTrace.within(bytes, 2, bytes.length - 4, "trace"), StandardCharsets.UTF_8))
        .isEqualTo("{\"a\":\"b\",\"trace\":{\"match\":\"***\"},\"c\":[\"d\"]}");
  }
}
