package ai.kernelpanic09.core.price;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Compares the table of models in docs/pricing.md with the price tables; {@code -Dcrd.update=true},
 * as in {@code make manifests}, writes it.
 */
class ModelTablePageTest {

  private static final Path PAGE = Path.of("..", "docs", "pricing.md").toAbsolutePath().normalize();
  private static final String BEGIN =
      "<!-- models: from prices.tsv and models.tsv, by `make manifests` -->\n";
  private static final String END = "<!-- end of models -->\n";
  private static final String HEAD =
      """
      | model | in a region | geographic profile | global profile | window | text counts as | an image as | refused |
      |---|---|---|---|---|---|---|---|
      """;

  private static final Predicate<String> IN_REGION = scope -> scope.startsWith("in:");
  private static final Predicate<String> GLOBAL = "global"::equals;

  @Test
  void thePageHasEveryModelOfTheTables() throws IOException {
    var page = Files.readString(PAGE);
    var begin = page.indexOf(BEGIN) + BEGIN.length();
    var end = page.indexOf(END);
    assertThat(begin).as("the mark %s", BEGIN).isGreaterThanOrEqualTo(BEGIN.length());
    assertThat(end).as("the mark %s", END).isGreaterThanOrEqualTo(begin);
    var generated = page.substring(0, begin) + table() + page.substring(end);
    if (Boolean.getBoolean("crd.update")) {
      Files.writeString(PAGE, generated);
    }
    assertThat(PAGE)
        .as("a generated table; `make manifests` writes it anew")
        .content()
        .isEqualTo(generated);
  }

  private static String table() {
    var families =
        PriceTable.embedded(ModelFamily.TABLE, ModelFamily.COLUMNS).stream()
            .map(ModelFamily::of)
            .toList();
    var models = new LinkedHashMap<String, List<PriceRow>>();
    PriceTable.embedded(PriceRow.TABLE, PriceRow.COLUMNS).stream()
        .map(PriceRow::of)
        .forEach(row -> models.computeIfAbsent(row.model(), id -> new ArrayList<>()).add(row));
    return HEAD
        + models.entrySet().stream()
            .map(each -> line(each.getKey(), each.getValue(), family(families, each.getKey())))
            .collect(Collectors.joining());
  }

  private static ModelFamily family(List<ModelFamily> families, String model) {
    return families.stream()
        .filter(each -> each.fits(model))
        .max((one, other) -> Integer.compare(one.prefix().length(), other.prefix().length()))
        .orElseThrow();
  }

  private static String line(String model, List<PriceRow> rows, ModelFamily family) {
    var bounds = family.bounds();
    return "| `%s` | %s | %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            model,
            prices(rows, IN_REGION),
            prices(rows, IN_REGION.or(GLOBAL).negate()),
            prices(rows, GLOBAL),
            number(bounds.contextWindow()),
            bounds.byteLevelTokens() ? "its bytes" : "the window",
            !family.generates()
                ? "–"
                : bounds.tokensPerImage() == bounds.contextWindow()
                    ? "the window"
                    : number(bounds.tokensPerImage()),
            refused(rows, family));
  }

  private static String prices(List<PriceRow> rows, Predicate<String> scope) {
    Map<String, List<PriceRow>> byScope =
        rows.stream()
            .filter(row -> scope.test(row.scope()))
            .collect(
                Collectors.groupingBy(
                    row -> where(row.scope()) + tier(row.tier()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return byScope.isEmpty()
        ? "–"
        : byScope.entrySet().stream()
            .map(
                each ->
                    (each.getKey().isEmpty() ? "" : each.getKey() + ": ")
                        + each.getValue().stream()
                            .map(ModelTablePageTest::price)
                            .collect(Collectors.joining("; ")))
            .collect(Collectors.joining("<br>"));
  }

  private static String where(String scope) {
    return switch (scope) {
      case "in:*", "geo", "global" -> "";
      default -> scope.startsWith("in:") ? scope.substring(3) : scope;
    };
  }

  private static String tier(ServiceTier tier) {
    return tier == ServiceTier.DEFAULT ? "" : " " + tier.word();
  }

  private static String price(PriceRow row) {
    var cache =
        Stream.of(row.price().cacheRead(), row.price().cacheWrite5m(), row.price().cacheWrite1h())
            .map(ModelTablePageTest::dollars)
            .collect(Collectors.joining(", "));
    return (row.above() == null ? "" : "above " + number(row.above()) + " tokens ")
        + dollars(row.price().input())
        + (row.price().generates() ? " / " + dollars(row.price().output()) : "")
        + (cache.equals("–, –, –") ? "" : " (" + cache + ")")
        + (row.validity().from() == null ? "" : " from " + row.validity().from())
        + (row.validity().to() == null ? "" : " until " + row.validity().to());
  }

  private static String refused(List<PriceRow> rows, ModelFamily family) {
    if (!family.generates()) {
      return "all but texts";
    }
    if (rows.stream().allMatch(row -> row.price().cacheWrite5m() == null)) {
      return "`cachePoint`";
    }
    return rows.stream().allMatch(row -> row.price().cacheWrite1h() == null) ? "`ttl: 1h`" : "–";
  }

  private static String dollars(@Nullable Money price) {
    return price == null ? "–" : price.toPlainString();
  }

  private static String number(long tokens) {
    return String.format(Locale.ROOT, "%,d", tokens);
  }
}
