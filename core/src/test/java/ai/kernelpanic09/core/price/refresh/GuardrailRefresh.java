package ai.kernelpanic09.core.price.refresh;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Compares the table of guardrail prices with a price list. */
final class GuardrailRefresh {

  private static final int PRICE = 2;
  private static final Pattern USAGE = Pattern.compile("[A-Z0-9-]+-Guardrail-(.+)UnitsConsumed");

  // The list has text prices per unit, the table per thousand units; both have image prices per
  // image.
  private static final Map<String, List<String>> POLICIES =
      Map.of(
          "ContentPolicy", List.of("content", "text"),
          "TopicPolicy", List.of("topics", "text"),
          "SensitiveInformationPolicyPaid", List.of("sensitiveInformation", "text"),
          "ContextualGroundingPolicy", List.of("grounding", "text"),
          "AutomatedReasoningPolicy", List.of("automatedReasoning", "text"),
          "ContentPolicyImage", List.of("image", "image"));

  private final TableText table;
  private final List<Offer.Entry> entries;
  private final LocalDate today;
  private final Diff diff;

  GuardrailRefresh(TableText table, List<Offer.Entry> entries, LocalDate today, Diff diff) {
    this.table = table;
    this.entries = entries;
    this.today = today;
    this.diff = diff;
  }

  void run() {
    for (var each : table.newest().entrySet()) {
      var key = each.getKey();
      var found = entries.stream().filter(entry -> key.equals(policy(entry))).toList();
      if (!found.isEmpty() && !table.ends(each.getValue())) {
        try {
          row(key, each.getValue(), found);
        } catch (IllegalArgumentException e) {
          diff.refused("guardrail " + key.getFirst(), String.valueOf(e.getMessage()));
        }
      }
    }
  }

  private static List<String> policy(Offer.Entry entry) {
    var match = USAGE.matcher(entry.usageType());
    return match.matches() ? POLICIES.getOrDefault(match.group(1), List.of()) : List.of();
  }

  private void row(List<String> key, String[] row, List<Offer.Entry> found) {
    var prices = new ArrayList<BigDecimal>();
    var start = today.plusDays(1);
    for (var entry : found) {
      var price = price(entry, key.get(1));
      if (!prices.isEmpty() && price.compareTo(prices.getFirst()) != 0) {
        throw new IllegalArgumentException(
            entry.name() + " says " + price + ", another region " + prices.getFirst());
      }
      prices.add(price);
      var effective = Listed.of(entry).effective();
      start = start.isBefore(effective) ? effective : start;
    }
    var entry = found.getFirst();
    var price = prices.getFirst().toString();
    if (prices.getFirst().compareTo(new BigDecimal(row[PRICE])) != 0) {
      var next = row.clone();
      next[PRICE] = price;
      next[next.length - 1] = "aws:" + entry.offer() + "@" + entry.published();
      var change = new Diff.Change(key, "guardrail", row[PRICE], price, entry.name());
      table.follow(row, next, start, today);
      diff.changed(List.of(change), start);
    }
  }

  private static BigDecimal price(Offer.Entry entry, String unit) {
    try {
      var dollars = Listed.of(entry).dollars();
      return Quote.price(unit.equals("text") ? dollars.movePointRight(3) : dollars);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(entry.name() + ": " + e.getMessage(), e);
    }
  }
}
