package ai.kernelpanic09.core.price.refresh;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares a table of prices with a price list, row by row. */
final class Refresh {

  // A price that changes by more than this factor is taken for a misread unit, and left to a
  // person.
  private static final BigDecimal FARTHEST = BigDecimal.TEN;

  /** The column that says for which prompts a row holds, the last of the key. */
  private static final int ABOVE = 3;

  private static final int TIER = 2;

  private final TableText table;
  private final List<Quote> quotes;
  private final LocalDate today;
  private final Diff diff;
  private final Map<List<String>, Set<String>> models = new HashMap<>();
  private final Map<List<String>, Set<String>> ownRegions = new HashMap<>();

  Refresh(TableText table, List<Quote> quotes, LocalDate today, Diff diff) {
    this.table = table;
    this.quotes = quotes;
    this.today = today;
    this.diff = diff;
    for (var key : table.newest().keySet()) {
      models.computeIfAbsent(ModelName.ofId(key.get(1)), name -> new TreeSet<>()).add(key.get(1));
      ownRegions.computeIfAbsent(kind(key), kind -> new HashSet<>()).add(key.get(0));
    }
  }

  /** Ends rows whose price has changed, and adds the rows that follow them. */
  void run() {
    var listed = quotes.stream().map(Quote::model).collect(Collectors.toSet());
    for (var each : table.newest().entrySet()) {
      var name = ModelName.ofId(each.getKey().get(1));
      if (table.ends(each.getValue())) {
        continue;
      }
      if (!listed.contains(name)) {
        diff.unmatched("not in the price list", each.getKey().get(1));
      } else if (models.getOrDefault(name, Set.of()).size() > 1) {
        diff.unmatched("several models of the table have this name", each.getKey().get(1));
      } else {
        row(each.getKey(), each.getValue(), name);
      }
    }
    for (var quote : quotes) {
      if (!models.containsKey(quote.model())) {
        diff.unmatched("not in the table", listedName(quote.entry()));
      }
    }
  }

  private static String listedName(Offer.Entry entry) {
    var model = entry.attribute("model");
    return model.isEmpty() ? entry.attribute("servicename") : model;
  }

  private void row(List<String> key, String[] row, List<String> name) {
    var longPrompts = !key.get(ABOVE).equals(TableText.NONE);
    var wanted = quotesOf(key, name, longPrompts);
    if (!longPrompts && !hasRowOfLongPrompts(key)) {
      unknownStep(key, row, wanted, quotesOf(key, name, true));
    }
    var next = row.clone();
    var changes = new ArrayList<Diff.Change>();
    var start = today.plusDays(1);
    var source = row[row.length - 1];
    for (var kind : Kind.values()) {
      var found = wanted.getOrDefault(kind, List.of());
      var old = row[kind.column];
      if (found.isEmpty()) {
        if (!old.equals(TableText.NONE)) {
          diff.notStated(key, kind, old);
        }
        continue;
      }
      var refused = refusal(found, old);
      if (refused != null) {
        diff.refused(key, kind, refused);
        if (!old.equals(TableText.NONE)) {
          return;
        }
        continue;
      }
      var quote = found.getFirst();
      var price = String.valueOf(quote.price());
      if (old.equals(TableText.NONE) || compare(price, old) != 0) {
        next[kind.column] = price;
        source = "aws:" + quote.entry().offer() + "@" + quote.entry().published();
        changes.add(
            new Diff.Change(
                key, kind.name().toLowerCase(Locale.ROOT), old, price, quote.entry().name()));
        start = start.isBefore(quote.effective()) ? quote.effective() : start;
      }
    }
    if (!changes.isEmpty()) {
      next[next.length - 1] = source;
      table.follow(row, next, start, today);
      diff.changed(changes, start);
    }
  }

  private Map<Kind, List<Quote>> quotesOf(
      List<String> key, List<String> name, boolean longPrompts) {
    return quotes.stream()
        .filter(quote -> quote.model().equals(name) && quote.longPrompts() == longPrompts)
        .filter(quote -> quote.tier().equals(key.get(TIER)))
        .filter(quote -> holdsFor(quote, key))
        .collect(
            Collectors.groupingBy(
                Quote::kind, () -> new EnumMap<>(Kind.class), Collectors.toList()));
  }

  private boolean hasRowOfLongPrompts(List<String> key) {
    return table.newest().entrySet().stream()
        .anyMatch(
            other ->
                other.getKey().subList(0, ABOVE).equals(key.subList(0, ABOVE))
                    && !other.getKey().get(ABOVE).equals(TableText.NONE)
                    && !table.ends(other.getValue()));
  }

  /**
   * Names prices of long prompts that differ from those of others where the table knows of no such
   * difference: the list does not say from how many tokens on they hold.
   */
  private void unknownStep(
      List<String> key, String[] row, Map<Kind, List<Quote>> usual, Map<Kind, List<Quote>> ofLong) {
    for (var each : ofLong.entrySet()) {
      var prices =
          usual.getOrDefault(each.getKey(), List.of()).stream()
              .map(quote -> String.valueOf(quote.price()))
              .collect(Collectors.toSet());
      if (prices.isEmpty()) {
        prices = Set.of(row[each.getKey().column]);
      }
      for (var quote : each.getValue()) {
        if (!prices.contains(String.valueOf(quote.price()))) {
          diff.refused(
              key,
              each.getKey(),
              quote.entry().name()
                  + " says "
                  + quote.price()
                  + " for long prompts: add a row that says above how many tokens");
          break;
        }
      }
    }
  }

  private static int compare(String one, String other) {
    return new BigDecimal(one).compareTo(new BigDecimal(other));
  }

  /** Why no new price can be read from the quotes {@code found}; null when one can. */
  private static @Nullable String refusal(List<Quote> found, String old) {
    for (var quote : found) {
      if (quote.problem() != null) {
        return quote.entry().name() + ": " + quote.problem();
      }
    }
    var first = found.getFirst();
    for (var quote : found) {
      if (!String.valueOf(quote.price()).equals(String.valueOf(first.price()))) {
        return String.format(
            "%s (%s) says %s, but %s (%s) says %s",
            first.entry().name(),
            first.entry().region(),
            first.price(),
            quote.entry().name(),
            quote.entry().region(),
            quote.price());
      }
    }
    var price = first.price();
    if (price != null && !old.equals(TableText.NONE)) {
      var before = new BigDecimal(old);
      if (price.compareTo(before.multiply(FARTHEST)) > 0
          || before.compareTo(price.multiply(FARTHEST)) > 0) {
        return first.entry().name() + ": " + price + " is more than ten times off " + old;
      }
    }
    return null;
  }

  // --- which entries are about a row

  /** The model and the tier. */
  private static List<String> kind(List<String> key) {
    return key.subList(1, ABOVE);
  }

  private boolean holdsFor(Quote quote, List<String> key) {
    var scope = key.getFirst();
    if (scope.equals("global")) {
      return quote.global();
    }
    var region = quote.entry().region();
    return !quote.global() && isOf(region, scope) && !hasRowOfItsOwn(region, scope, kind(key));
  }

  private static boolean isOf(String region, String scope) {
    var place = scope.startsWith("in:") ? scope.substring(3) : scope;
    var sealed = region.startsWith("us-gov-") || region.startsWith("cn-");
    return switch (place) {
      case "*", "geo" -> !sealed;
      case "us-gov" -> region.startsWith("us-gov-");
      case "apac" -> region.startsWith("ap-");
      case "jp" -> region.equals("ap-northeast-1") || region.equals("ap-northeast-3");
      case "au" -> region.equals("ap-southeast-2") || region.equals("ap-southeast-4");
      case "in" -> region.equals("ap-south-1") || region.equals("ap-south-2");
      default -> region.equals(place) || (!sealed && region.startsWith(place + "-"));
    };
  }

  /** Whether a narrower row of the same model and tier exists for {@code region}. */
  private boolean hasRowOfItsOwn(String region, String scope, List<String> kind) {
    var inRegion = scope.startsWith("in:");
    return ownRegions.getOrDefault(kind, Set.of()).stream()
        .filter(other -> !other.equals(scope) && other.startsWith("in:") == inRegion)
        .filter(other -> !other.equals("global") && !other.equals("geo") && !other.equals("in:*"))
        .filter(
            other ->
                inRegion
                    ? other.length() > scope.length() || scope.equals("in:*")
                    : scope.equals("geo"))
        .anyMatch(other -> isOf(region, other));
  }
}
