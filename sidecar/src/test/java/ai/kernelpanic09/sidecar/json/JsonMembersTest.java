package ai.kernelpanic09.sidecar.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of a body by name, in whatever order they came. */
class JsonMembersTest {

  private static JsonMembers read(String json) throws InvalidRequestException {
    // In pieces, as a body comes.
    var bytes = new ReceivedBytes(json.length());
    for (var each : json.getBytes(StandardCharsets.UTF_8)) {
      bytes.append(new byte[] {each});
    }
    var from = new JsonScanner(bytes);
    from.next();
    return JsonMembers.read(from);
  }

  private static void assertRefused(String message, ThrowingCallable reading) {
    assertThatThrownBy(reading)
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(message);
  }

  @Test
  void membersAreFoundByName() throws InvalidRequestException {
    var body = read("{\"b\":[1,{\"c\":\"\\u00e9\"}],\"a\":null,\"d\\u0065\":true}");
    assertThat(body.names()).containsExactly("b", "a", "de");
    assertThat(body.has("a")).isFalse();
    assertThat(body.get("x")).isNull();
    assertThat(body.require("de").flag()).isTrue();
    var c = body.require("b").items(2).get(1).members().require("c");
    assertThat(c.path()).isEqualTo("b[1].c");
    assertThat(c.word()).isEqualTo("\u00e9");
    assertThat(c.end() - c.start()).isEqualTo("\"\\u00e9\"".length());
  }

  @Test
  void aMemberIsKnownOnce() {
    assertRefused(
        "a.b: is there twice", () -> read("{\"a\":{\"b\":1,\"b\":[2]}}").require("a").members());
    assertRefused("b: is there twice", () -> read("{\"b\":{},\"b\":{}}"));
  }

  @Test
  void whatIsNotKnownIsRefusedButForNull() throws InvalidRequestException {
    read("{\"a\":1,\"b\":null}").allow(Set.of("a"));
    assertRefused(
        "o.b: is not known; known are a, c",
        () -> read("{\"o\":{\"b\":1}}").require("o").members().allow(Set.of("c", "a")));
  }

  @Test
  void whatIsMissingIsNamed() {
    assertRefused("a: is missing", () -> read("{\"a\":null}").require("a"));
    assertRefused("o.a: is missing", () -> read("{\"o\":{}}").require("o").members().require("a"));
    assertRefused("o: must be an object", () -> read("{\"o\":[]}").require("o").members());
    assertRefused("the body must be a JSON object", () -> read("[]"));
  }

  @Test
  void thereMayBeSoManyMembers() throws InvalidRequestException {
    assertThat(read(members(200)).names()).hasSize(200);
    assertRefused("m200: is one member too many", () -> read(members(201)));
  }

  private static String members(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"m" + i + "\":" + i)
        .collect(Collectors.joining(",", "{", "}"));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1.0, 1", "2e2, 200", "9007199254740993, 9007199254740993"})
  void wholeNumbersMayBeWrittenInManyWays(String written, long number)
      throws InvalidRequestException {
    assertThat(read("{\"a\":" + written + "}").require("a").wholeNumber(1)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1.5", "-1", "\"1\"", "1e30", "true", "1e999999999"})
  void otherNumbersAreRefused(String written) {
    assertRefused(
        "a: must be a whole number of at least 1",
        () -> read("{\"a\":" + written + "}").require("a").wholeNumber(1));
  }

  @Test
  void numbersStayAsTheyAreWritten() throws InvalidRequestException {
    assertThat(read("{\"a\":0.50}").require("a").number(0, 1)).isEqualTo("0.50");
    assertRefused(
        "a: must be a number between -2 and 2",
        () -> read("{\"a\":2.1}").require("a").number(-2, 2));
    assertRefused(
        "a: must be a number between 0 and 1",
        () -> read("{\"a\":\"0.5\"}").require("a").number(0, 1));
  }

  @Test
  void wordsAreShortAndTextsAreNot() throws InvalidRequestException {
    var text = "x".repeat(5_000);
    var member = read("{\"a\":\"" + text + "\"}").require("a");
    assertThat(member.text()).isEqualTo(text);
    assertRefused("a: must be a text of at most 4096 bytes", member::word);
    assertRefused("a: must be a text", () -> read("{\"a\":7}").require("a").word());
    assertRefused("a: must be true or false", () -> read("{\"a\":0}").require("a").flag());
  }

  @Test
  void arraysAreBounded() throws InvalidRequestException {
    assertThat(read("{\"a\":[1,2]}").require("a").items(2)).hasSize(2);
    assertRefused("a: must hold at most 2", () -> read("{\"a\":[1,2,3]}").require("a").items(2));
    assertRefused("a: must be an array", () -> read("{\"a\":{}}").require("a").items(2));
  }
}
