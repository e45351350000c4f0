package ai.kernelpanic09.core.price.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refreshes an excerpt of the real table from price lists in AWS's own form. */
class RefreshPricesTest {

  private static final LocalDate TODAY = LocalDate.parse("2026-11-22");
  private static final String HAIKU = "anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final String PRICES =
      """
      # scope\tmodel\ttier\tabove\tinput\toutput\tcacheRead\tcacheWrite5m\tcacheWrite1h\tfrom\tto\tsource
      global\tanthropic.claude-haiku-4-5-20251001-v1:0\tdefault\t-\t1\t5\t0.1\t1.25\t2\t-\t-\tlitellm+genai
      in:*\tanthropic.claude-haiku-4-5-20251001-v1:0\tdefault\t-\t1.1\t5.5\t0.11\t1.375\t2.2\t-\t-\tlitellm+genai
      geo\tanthropic.claude-haiku-4-5-20251001-v1:0\tdefault\t-\t1.1\t5.5\t0.11\t1.375\t2.2\t-\t-\tlitellm+genai
      in:us-gov\tanthropic.claude-haiku-4-5-20251001-v1:0\tdefault\t-\t1.2\t6\t0.12\t1.5\t2.4\t-\t-\tlitellm
      global\tanthropic.claude-opus-4-7\tdefault\t-\t5\t25\t0.5\t6.25\t10\t-\t-\tlitellm+genai
      geo\tanthropic.claude-opus-4-7\tdefault\t-\t5.5\t27.5\t0.55\t6.875\t11\t-\t-\tlitellm+genai
      geo\tanthropic.claude-sonnet-4-6\tdefault\t-\t3.3\t16\t-\t-\t-\t-\t-\tlitellm+genai
      geo\tanthropic.claude-opus-4-8\tdefault\t-\t5\t20\t-\t-\t-\t-\t-\tlitellm+genai
      geo\tanthropic.claude-opus-5\tdefault\t-\t5\t20\t-\t-\t-\t-\t-\tlitellm+genai
      geo\tanthropic.claude-fable-5\tdefault\t-\t11\t50\t-\t-\t-\t-\t-\tlitellm+genai
      geo\tanthropic.claude-fable-5-1\tdefault\t-\t11\t55\t0.275\t13.75\t-\t-\t-\tgenai
      geo\tanthropic.claude-haiku-5-5\tdefault\t-\t0.11\t0.55\t0.011\t0.1375\t0.22\t-\t-\tanthropic
      geo\tanthropic.claude-haiku-5-5\tdefault\t100000\t0.55\t2.75\t0.055\t0.6875\t1.1\t-\t-\tanthropic
      in:us\tamazon.nova-lite-v1:0\tdefault\t-\t0.06\t0.24\t0.015\t-\t-\t-\t-\tlitellm+genai
      us\tamazon.nova-lite-v1:0\tdefault\t-\t0.06\t0.24\t0.015\t-\t-\t-\t-\tlitellm+genai
      in:us\tamazon.nova-lite-v1:0\tpriority\t-\t0.1\t0.42\t-\t-\t-\t-\t-\tlitellm+genai
      eu\tamazon.nova-lite-v1:0\tdefault\t-\t0.078\t0.312\t-\t-\t-\t-\t-\tlitellm
      global\tamazon.nova-2-lite-v1:0\tdefault\t-\t0.3\t2.5\t0.075\t-\t-\t-\t-\tlitellm+genai
      us\tamazon.nova-2-lite-v1:0\tdefault\t-\t0.33\t2.75\t0.0825\t-\t-\t-\t-\tlitellm+genai
      in:us\tmeta.llama3-3-70b-instruct-v1:0\tdefault\t-\t0.72\t0.72\t-\t-\t-\t-\t-\tlitellm+genai
      in:us\tcohere.command-r-v1:0\tdefault\t-\t0.5\t1.5\t-\t-\t-\t-\t-\tlitellm
      """;
  private static final String GUARDRAILS =
      """
      # policy\tunit\tprice\tfrom\tto\tsource
      content\ttext\t0.15\t2024-12-01\t-\taws
      topics\ttext\t0.15\t2024-12-01\t-\taws
      sensitiveInformation\ttext\t0.10\t-\t-\taws
      grounding\ttext\t0.10\t-\t-\taws
      image\timage\t0.00075\t-\t-\taws
      """;

  @TempDir private Path tables = Path.of("");

  @BeforeEach
  void tables() throws IOException {
    Files.writeString(tables.resolve("prices.tsv"), PRICES);
    Files.writeString(tables.resolve("guardrails.tsv"), GUARDRAILS);
  }

  @Test
  void aChangedPriceEndsItsRowAndBeginsAnotherTheNextDay() throws IOException {
    refresh(TODAY, true);

    assertThat(rows("geo\t" + HAIKU))
        .containsExactly(
            "geo\t"
                + HAIKU
                + "\tdefault\t-\t1.1\t5.5\t0.11\t1.375\t2.2\t-\t2026-11-22\tlitellm+genai",
            "geo\t"
                + HAIKU
                + "\tdefault\t-\t1.1\t5.25\t0.11\t1.375\t2.2\t2026-11-23\t-"
                + "\taws:AmazonBedrockFoundationModels@2026-09-30");
    assertThat(rows("in:us\tamazon.nova-lite-v1:0\tdefault"))
        .last()
        .isEqualTo(
            "in:us\tamazon.nova-lite-v1:0\tdefault\t-\t0.072\t0.24\t0.015\t-\t-\t2026-11-23\t-"
                + "\taws:AmazonBedrock@2026-09-30");
  }

  @Test
  void everythingElseStaysToTheLetter() throws IOException {
    refresh(TODAY, true);

    var before = PRICES.lines().map(RefreshPricesTest::withoutDays).toList();
    var after = prices().lines().map(RefreshPricesTest::withoutDays).toList();
    assertThat(after).containsAll(before);
    assertThat(rows("eu\tamazon.nova-lite-v1:0")).hasSize(1);
    assertThat(rows("in:us-gov\t" + HAIKU)).hasSize(1);
    assertThat(rows("us\tamazon.nova-2-lite-v1:0")).hasSize(1);
    assertThat(rows("in:us\tmeta.llama3-3-70b-instruct-v1:0")).hasSize(1);
  }

  @Test
  void theTableSaysWhatBecomesCheaperAndWhatIsNew() throws IOException {
    var shown = refresh(TODAY, false);

    assertThat(shown.lines())
        .anyMatch(
            line ->
                line.startsWith("| geo " + HAIKU + " | output | 5.5 | 5.25 | LOWER | 2026-11-23 |")
                    && line.contains("USE1-MP:USE1_OutputTokenCount-Units"))
        .anyMatch(
            line -> line.startsWith("| us amazon.nova-lite-v1:0 | input | 0.06 | 0.072 | higher |"))
        .anyMatch(
            line ->
                line.startsWith(
                    "| geo anthropic.claude-fable-5-1 | cache_write_1h | - | 22 | new | 2027-01-15 |"))
        .anyMatch(line -> line.startsWith("| topics text | guardrail | 0.15 | 0.1 | LOWER |"));
    assertThat(prices()).as("without --write").isEqualTo(PRICES);
  }

  @Test
  void longPromptsAreComparedWithTheirOwnRow() throws IOException {
    var shown = refresh(TODAY, true);

    assertThat(rows("geo\tanthropic.claude-haiku-5-5"))
        .containsExactly(
            "geo\tanthropic.claude-haiku-5-5\tdefault\t-\t0.11\t0.55\t0.011\t0.1375\t0.22\t-\t-\tanthropic",
            "geo\tanthropic.claude-haiku-5-5\tdefault\t100000\t0.55\t2.75\t0.055\t0.6875\t1.1"
                + "\t-\t2026-11-22\tanthropic",
            "geo\tanthropic.claude-haiku-5-5\tdefault\t100000\t0.6\t2.75\t0.055\t0.6875\t1.1"
                + "\t2026-11-23\t-\taws:AmazonBedrockFoundationModels@2026-09-30");
    assertThat(shown.lines())
        .anyMatch(
            line ->
                line.startsWith(
                    "| geo anthropic.claude-haiku-5-5 >100000 | input | 0.55 | 0.6 | higher |"));
  }

  @Test
  void aServiceTierIsComparedWithItsOwnRow() throws IOException {
    refresh(TODAY, true);

    assertThat(rows("in:us\tamazon.nova-lite-v1:0\tpriority"))
        .last()
        .isEqualTo(
            "in:us\tamazon.nova-lite-v1:0\tpriority\t-\t0.105\t0.42\t-\t-\t-\t2026-11-23\t-"
                + "\taws:AmazonBedrock@2026-09-30");
  }

  @Test
  void pricesOfLongPromptsThatTheTableDoesNotKnowAreNamed() throws IOException {
    assertThat(refresh(TODAY, true))
        .contains(
            "  geo anthropic.claude-opus-4-7 input: AmazonBedrockFoundationModels X000000000000023"
                + " USE1-MP:USE1_input_tokens_long_ctx_standard-Units says 11 for long prompts: add"
                + " a row that says above how many tokens\n")
        .as("that they cost as much as others is no news")
        .doesNotContain("fable-5-1 input");
    assertThat(rows("geo\tanthropic.claude-opus-4-7")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "global anthropic.claude-opus-4-7 input, the price is 0",
    "geo anthropic.claude-sonnet-4-6 input, '(us-east-1) says 3.3, but'",
    "geo anthropic.claude-opus-4-8 input, 'N/A'",
    "geo anthropic.claude-opus-5 input, 'Hrs'",
    "geo anthropic.claude-fable-5 input, more than ten times off 11",
    "in:us amazon.nova-lite-v1:0 cache_write_5m, the price is 0",
    "guardrail grounding, the price is 0",
  })
  void whatIsZeroUnreadableOrAmbiguousIsRefusedByName(String row, String why) throws IOException {
    assertThat(refresh(TODAY, true).lines())
        .anyMatch(line -> line.startsWith("  " + row + ": ") && line.contains(why));
    var model = row.split(" ", -1)[1];
    if (model.startsWith("anthropic")) {
      assertThat(rows(row.split(" ", -1)[0] + "\t" + model)).as("left alone").hasSize(1);
    }
  }

  @Test
  void modelsThatNothingIsSaidOfAreListed() throws IOException {
    assertThat(refresh(TODAY, false))
        .contains("Models not in the price list, left alone:\n  cohere.command-r-v1:0\n")
        .contains(
            "Models not in the table, left alone:\n  Claude Mythos 5 (Amazon Bedrock Edition)\n")
        .contains("REMOVED from the price list, left as they are:\n")
        .contains("  geo anthropic.claude-fable-5-1 cache_read, now 0.275\n")
        .contains("  global amazon.nova-2-lite-v1:0 cache_read, now 0.075\n");
  }

  @Test
  void aSecondRunChangesNothingAndOneBeforeTheDayReplacesWhatHasPaidForNothing()
      throws IOException {
    refresh(TODAY, true);
    var first = prices();

    assertThat(refresh(TODAY, true)).startsWith("No price has changed.");
    assertThat(prices()).isEqualTo(first);

    Files.writeString(
        tables.resolve("prices.tsv"), first.replace("\t1.1\t5.25\t0.11", "\t1.1\t5.3\t0.11"));
    refresh(TODAY, true);
    assertThat(prices()).isEqualTo(first);
  }

  @Test
  void anythingButAPriceListIsRefused() {
    assertThatThrownBy(() -> RefreshPrices.run(tables, List.of("{}"), TODAY, true))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic.claude-haiku-4-5-20251001-v1:0, Claude Haiku 4.5 (Amazon Bedrock Edition)",
    "anthropic.claude-3-5-sonnet-20241022-v2:0, Claude 3.5 Sonnet v2 (Amazon Bedrock Edition)",
    "anthropic.claude-3-5-sonnet-20240620-v1:0, Claude 3.5 Sonnet (Amazon Bedrock Edition)",
    "anthropic.claude-opus-4-6-v1, Claude Opus 4.6 (Amazon Bedrock Edition)",
    "anthropic.claude-sonnet-4-20250514-v1:0, Claude Sonnet 4 (Amazon Bedrock Edition)",
    "amazon.nova-2-lite-v1:0, Nova 2.0 Lite",
    "meta.llama3-3-70b-instruct-v1:0, Llama 3.3 70B",
    "meta.llama4-scout-17b-instruct-v1:0, Llama 4 Scout 17B",
    "mistral.mixtral-8x7b-instruct-v0:1, Mixtral 8x7B Instruct",
    "openai.gpt-oss-120b-1:0, gpt-oss-120b",
  })
  void modelsAreKnownByTheWordsOfTheirNames(String id, String listed) {
    assertThat(ModelName.ofId(id)).isEqualTo(ModelName.ofListed(listed));
  }

  private String refresh(LocalDate today, boolean write) throws IOException {
    var lists =
        List.of(
            resource("AmazonBedrockFoundationModels-index.json"),
            resource("AmazonBedrock-get-products.json"));
    return RefreshPrices.run(tables, lists, today, write).toString();
  }

  private String prices() throws IOException {
    return Files.readString(tables.resolve("prices.tsv"));
  }

  private List<String> rows(String start) throws IOException {
    return prices().lines().filter(line -> line.startsWith(start + "\t")).toList();
  }

  private static String withoutDays(String line) {
    var columns = line.split("\t", -1);
    return String.join("\t", Arrays.copyOf(columns, 9)) + columns[columns.length - 1];
  }

  private static String resource(String name) throws IOException {
    try (var in = RefreshPricesTest.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
