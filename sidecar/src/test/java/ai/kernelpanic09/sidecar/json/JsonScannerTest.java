package ai.kernelpanic09.sidecar.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON is read as Jackson reads it, however its bytes came. */
class JsonScannerTest {

  private static final ObjectMapper JSON = new JsonMapper();

  static List<Long> seeds() {
    return IntStream.range(0, 500).mapToObj(i -> 7_368_787L * i).toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsReadIsWhatJacksonReads(long seed) throws Exception {
    var random = new Random(seed);
    var document = new StringBuilder("[");
    value(random, document, 0);
    var bytes = document.append("]").toString().getBytes(StandardCharsets.UTF_8);

    var shortest = shortest(inPieces(random, bytes));

    assertThat(JSON.readTree(shortest)).isEqualTo(JSON.readTree(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "usage, true",
    "us\\u0061ge, true",
    "us\\u0062ge, false",
    "usages, false",
    "usag, false",
    "'', false",
    "usage\\u0000, false",
    "Usage, false"
  })
  void aNameIsComparedAsItReads(String written, boolean same) throws Exception {
    var body = ("{\"" + written + "\":1}").getBytes(StandardCharsets.UTF_8);
    var from = new JsonScanner(ReceivedBytes.of(body));
    from.next();
    from.next();
    assertThat(from.is("usage")).isEqualTo(same).isEqualTo(from.text().equals("usage"));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsBrokenIsRefusedOrStillJson(long seed) throws IOException {
    var random = new Random(seed);
    var document = new StringBuilder("[");
    value(random, document, 0);
    var bytes = document.append("]").toString().getBytes(StandardCharsets.UTF_8);
    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);

    String shortest;
    try {
      shortest = shortest(inPieces(random, bytes));
    } catch (InvalidRequestException e) {
      assertThat(e).hasMessageMatching("(?s).*(not JSON|goes on after|UTF-8|surrogate).*");
      return;
    }

    assertThat(JSON.readTree(shortest)).isEqualTo(JSON.readTree(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{\"a\"}",
        "{a:1}",
        "01",
        "1.",
        "-",
        "1e",
        "+1",
        ".5",
        "tru",
        "nul",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\t\"",
        "\"a",
        "[1 2]",
        "{\"a\":1 \"b\":2}",
        "'a'",
        "NaN",
        "[1]]",
        "{} {}",
        "// x",
        "\u00001"
      })
  void whatIsNoJsonIsRefused(String document) {
    assertThatThrownBy(() -> shortest(ReceivedBytes.of(document.getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(InvalidRequestException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "C0AF, UTF-8",
    "E080AF, UTF-8",
    "EDA0BD, surrogate",
    "EDB08D, surrogate",
    "F4908080, UTF-8",
    "F8888080, UTF-8",
    "80, UTF-8",
    "C3, UTF-8",
  })
  void bytesThatAreNoCharactersAreRefused(String hex, String message) {
    var document = new byte[hex.length() / 2 + 2];
    Arrays.fill(document, (byte) '"');
    System.arraycopy(HexFormat.of().parseHex(hex), 0, document, 1, hex.length() / 2);
    assertThatThrownBy(() -> read(ReceivedBytes.of(document)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aByteOrderMarkIsPassedOver() throws InvalidRequestException {
    var document = "\uFEFF{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    assertThat(shortest(ReceivedBytes.of(document))).isEqualTo("{\"a\":1}");
  }

  @Test
  void depthNumbersAndNamesAreBounded() {
    assertThatThrownBy(() -> read("[".repeat(101))).hasMessageContaining("nested deeper than 100");
    assertThatThrownBy(() -> read("1".repeat(101))).hasMessageContaining("a number");
    assertThatThrownBy(() -> read("{\"" + "n".repeat(1_001) + "\":1}"))
        .hasMessageContaining("at most 1000 characters");
  }

  @Test
  void theFaultIsFound() {
    assertThatThrownBy(() -> read("{\n  \"a\": [1,\n x]}"))
        .hasMessageContaining("line 3, column 2");
  }

  private static void read(String document) throws InvalidRequestException {
    read(ReceivedBytes.of(document.getBytes(StandardCharsets.UTF_8)));
  }

  private static void read(ReceivedBytes body) throws InvalidRequestException {
    var from = new JsonScanner(body);
    while (from.next() != Token.END) {
      assertThat(from.end()).isGreaterThan(from.start());
    }
  }

  /** The whole document in its shortest form, as guardrails are shown the JSON of tools. */
  private static String shortest(ReceivedBytes body) throws InvalidRequestException {
    read(body);
    return CompactJson.of(body, 0, body.length());
  }

  private static ReceivedBytes inPieces(Random random, byte[] bytes) {
    var body = new ReceivedBytes();
    for (var at = 0; at < bytes.length; ) {
      var size = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 3 : 9_000));
      body.append(Arrays.copyOfRange(bytes, at, at + size));
      at += size;
    }
    return body;
  }

  private static void value(Random random, StringBuilder to, int depth) {
    switch (depth > 4 ? random.nextInt(4) : random.nextInt(7)) {
      case 0 -> to.append(random.nextInt(-99, 99)).append(random.nextBoolean() ? ".25e-2" : "");
      case 1 -> to.append(random.nextBoolean() ? "true" : random.nextBoolean() ? "false" : "null");
      case 2, 3 -> text(random, to, random.nextInt(20) == 0 ? 9_000 : 12);
      case 4, 5 -> {
        to.append("{");
        for (var i = random.nextInt(5); i > 0; i--) {
          text(random, to, 6);
          to.append(random.nextBoolean() ? " :\n" : ":");
          value(random, to, depth + 1);
          to.append(i == 1 ? "" : random.nextBoolean() ? " , " : ",");
        }
        to.append("}");
      }
      default -> {
        to.append("[ ");
        for (var i = random.nextInt(5); i > 0; i--) {
          value(random, to, depth + 1);
          to.append(i == 1 ? "" : ",");
        }
        to.append("]");
      }
    }
  }

  private static void text(Random random, StringBuilder to, int longest) {
    to.append('"');
    for (var i = random.nextInt(longest); i > 0; i--) {
      switch (random.nextInt(9)) {
        case 0 -> to.append("\\u00e9");
        case 1 -> to.append("\\ud83c\\udf0d");
        case 2 -> to.append("\uD83C\uDF0D");
        case 3 -> to.append("\\n\\\"\\/");
        case 4 -> to.append("ß€");
        case 5 -> to.append("\\u0000\\u001f");
        default -> to.append((char) ('a' + random.nextInt(26)));
      }
    }
    to.append('"');
  }
}
