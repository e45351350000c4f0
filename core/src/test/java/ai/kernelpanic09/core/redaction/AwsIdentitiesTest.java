package ai.kernelpanic09.core.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AwsIdentitiesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "User: arn:aws:sts::123456789012:assumed-role/invoker/team.haiku is not authorized |"
            + " User: (an ARN) is not authorized",
        "User: arn:aws-us-gov:iam::123456789012:role/a/b, or | User: (an ARN), or",
        "on (arn:aws:bedrock:eu-west-1:123456789012:guardrail/gr1) now | on ((an ARN)) now",
        "Account 123456789012 is suspended. | Account (an account) is suspended.",
        "account 1234-5678-9012 | account (an account)",
        "User AROAEXAMPLEEXAMPLE01:team.haiku may not | User (a principal) may not",
        "The key AKIAIOSFODNN7EXAMPLE is gone | The key (a principal) is gone",
        "no. Encoded authorization failure message: 4GIOHlTkIa-j_K9 | no. (an encoded message)"
      })
  void whoCallsAndOnWhoseAccountIsHidden(String told, String hidden) {
    assertThat(AwsIdentities.hidden(told)).isEqualTo(hidden);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0",
        "Signature expired: 20260101T100000Z is now earlier than 20260101T100500Z",
        "at most 1234567890123 bytes, request 6f1c2b3a-1234-5678-9012-aabbccddeeff",
        "messages.0.content: 100000 tokens"
      })
  void whatIsNobodysStays(String text) {
    assertThat(AwsIdentities.hidden(text)).isEqualTo(text);
  }
}
