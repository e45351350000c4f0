package ai.kernelpanic09.sidecar.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers are taken however JSON lets them be written, and refused by their name else. */
class JsonMemberTest {

  private static JsonMember member(String value) throws InvalidRequestException {
    var body = "{\"n\":" + value + "}";
    var from = new JsonScanner(ReceivedBytes.of(body.getBytes(StandardCharsets.UTF_8)));
    from.next();
    return JsonMembers.read(from).require("n");
  }

  @ParameterizedTest
  @CsvSource({"7,7", "1e3,1000", "10.0,10", "9223372036854775807,9223372036854775807"})
  void aWholeNumberMayBeWrittenInAnyWay(String written, long number) throws Exception {
    assertThat(member(written).wholeNumber(1)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "1.5",
        "9223372036854775808",
        "1e400",
        "1e999999999",
        "1e-999999999",
        "1e99999999999",
        "1e-99999999999",
        "\"7\"",
        "true"
      })
  void anythingElseIsRefusedByItsName(String written) throws Exception {
    var member = member(written);
    assertThatThrownBy(() -> member.wholeNumber(1))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("n: must be a whole number of at least 1");
  }
}
