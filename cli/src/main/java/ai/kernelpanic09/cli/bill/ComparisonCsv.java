package ai.kernelpanic09.cli.bill;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A comparison as CSV: rows of days, then of calls that differ, then of settled days, told apart by
 * their kind.
 */
final class ComparisonCsv {

  private static final List<String> COLUMNS =
      List.of(
          "kind",
          "day",
          "endpoint",
          "calls",
          "booked",
          "estimated",
          "logged",
          "costReport",
          "difference",
          "equal",
          "call",
          "request",
          "model",
          "reason",
          "result",
          "problem");

  static String of(Comparison comparison) {
    var tree = ComparisonTree.of(comparison);
    return Stream.concat(
            Stream.of(String.join(",", COLUMNS)),
            Stream.of("day", "call", "settlement")
                .flatMap(kind -> rows(kind, tree.path(kind + "s"))))
        .collect(Collectors.joining("\n"));
  }

  private static Stream<String> rows(String kind, JsonNode all) {
    return all.valueStream()
        .map(
            each ->
                COLUMNS.stream()
                    .map(column -> column.equals("kind") ? kind : each.path(column).asText())
                    .map(ComparisonCsv::quoted)
                    .collect(Collectors.joining(",")));
  }

  /** Quotes what CSV would take apart, and what a spreadsheet would take for a formula. */
  private static String quoted(String text) {
    var formula = !text.isEmpty() && "=+@\t".indexOf(text.charAt(0)) >= 0;
    return formula || text.contains(",") || text.contains("\"") || text.contains("\n")
        ? "\"" + (formula ? "'" : "") + text.replace("\"", "\"\"") + "\""
        : text;
  }

  private ComparisonCsv() {}
}
