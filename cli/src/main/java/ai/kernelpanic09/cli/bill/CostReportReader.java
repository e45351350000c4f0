package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.cli.terminal.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads exports of the Cost and Usage Report as CSV: those of CUR 2.0 ({@code
 * line_item_unblended_cost}), legacy ones ({@code lineItem/UnblendedCost}), and legacy ones from
 * Athena. Rows of other services than Bedrock are passed over.
 *
 * @see <a href="https://docs.aws.amazon.com/cur/latest/userguide/table-dictionary-cur2.html">CUR
 *     2.0 table dictionary</a>
 */
final class CostReportReader {

  private static final String DATE = "line_item_usage_start_date";
  private static final String COST = "line_item_unblended_cost";
  private static final String PRODUCT = "line_item_product_code";
  private static final String CURRENCY = "line_item_currency_code";
  private static final String PRINCIPAL = "line_item_iam_principal";
  private static final List<String> PRODUCT_NAMES =
      List.of(
          PRODUCT, "product_product_name", "product_servicecode", "product_servicename", "product");
  private static final List<String> TAG_MAPS = List.of("resource_tags", "tags");
  private static final String TAG = "k8s_ai_endpoint";
  private static final Pattern TAG_IN_MAP =
      Pattern.compile("k8s[-_]ai[-_]endpoint\"?\\s*[:=]\\s*\"?([a-z0-9.-]+/[a-z0-9.-]+)");
  private static final Pattern NUMBER =
      Pattern.compile("-?\\d{1,7}(\\.\\d{1,20})?([eE]-?\\d{1,2})?");

  private final String file;
  private final Problems problems;
  private final Consumer<CostLine> lines;

  CostReportReader(String file, Problems problems, Consumer<CostLine> lines) {
    this.file = file;
    this.problems = problems;
    this.lines = lines;
  }

  /** Whether this is the first line of a report. */
  static boolean isHeader(String line) {
    var header = new CsvRecords(new StringReader(line));
    try {
      return header.next()
          && columns(header.fields()).keySet().stream()
              .anyMatch(each -> each.startsWith("line_item_"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws CommandFailure when a column is missing without which nothing can be told
   */
  void read(InputStream content) throws IOException, CommandFailure {
    var records = new CsvRecords(new InputStreamReader(content, StandardCharsets.UTF_8));
    if (!records.next()) {
      return;
    }
    var columns = columns(records.fields());
    for (var needed : List.of(DATE, COST)) {
      if (!columns.containsKey(needed)) {
        throw CommandFailure.wrongInput(
            file + " has no column " + needed + ": include it in the export");
      }
    }
    if (PRODUCT_NAMES.stream().noneMatch(columns::containsKey)) {
      throw CommandFailure.wrongInput(
          file + " has no column " + PRODUCT + ": include it in the export");
    }
    while (records.next()) {
      if (records.isTooLong()) {
        problems.add(file, records.line(), "a row that is longer than any of AWS's");
      } else if (records.fields().size() > 1 || !records.fields().getFirst().isBlank()) {
        row(new Row(columns, records.fields()), records.line());
      }
    }
  }

  /** The indexes of columns by their names in CUR 2.0's spelling. */
  private static Map<String, Integer> columns(List<String> header) {
    var columns = new HashMap<String, Integer>();
    for (var i = 0; i < header.size(); i++) {
      columns.putIfAbsent(column(header.get(i)), i);
    }
    return columns;
  }

  /** {@code lineItem/UsageStartDate} is {@code line_item_usage_start_date}. */
  private static String column(String name) {
    return name.replace("\ufeff", "")
        .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .replaceAll("[^A-Za-z0-9]+", "_")
        .toLowerCase(Locale.ROOT);
  }

  private record Row(Map<String, Integer> columns, List<String> fields) {
    String value(String column) {
      var index = columns.get(column);
      return index == null || index >= fields.size() ? "" : fields.get(index).strip();
    }
  }

  private void row(Row row, long line) {
    if (PRODUCT_NAMES.stream().noneMatch(each -> row.value(each).contains("Bedrock"))) {
      return;
    }
    var day = Days.of(row.value(DATE));
    var cost = row.value(COST);
    if (day.isEmpty()) {
      problems.add(file, line, "a row without a date");
    } else if (!NUMBER.matcher(cost).matches()) {
      problems.add(file, line, "a row whose cost is no number");
    } else if (!row.value(CURRENCY).isEmpty() && !row.value(CURRENCY).equals("USD")) {
      problems.add(file, line, "a row in another currency than USD");
    } else {
      lines.accept(new CostLine(day, endpoint(row), new BigDecimal(cost)));
    }
  }

  /** The endpoint by a session's tag, else by the session's name. */
  private static String endpoint(Row row) {
    var told = new ArrayList<String>();
    row.columns().keySet().stream()
        .filter(each -> each.endsWith("_" + TAG))
        .map(row::value)
        .forEach(told::add);
    for (var each : TAG_MAPS) {
      var found = TAG_IN_MAP.matcher(row.value(each));
      if (found.find()) {
        told.add(found.group(1));
      }
    }
    told.add(Sessions.endpoint(row.value(PRINCIPAL)));
    return told.stream()
        .filter(each -> !each.isEmpty())
        .map(LogRecord::plain)
        .findFirst()
        .orElse("");
  }
}
