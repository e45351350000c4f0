package ai.kernelpanic09.api;

import ai.kernelpanic09.core.ledger.ResetOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The order to reset a budget, as it stands in the annotation {@link Keys#BUDGET_RESET} of a
 * ModelEndpoint.
 *
 * @param uid UID of the object that the order is meant for: an object that is restored from a
 *     backup ignores the order in the backup
 * @param at time of the order
 */
public record BudgetReset(String uid, Instant at, ResetOrder order) {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final Set<String> MEMBERS = Set.of("id", "uid", "at", "by", "budget", "reason");
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z-]{1,64}");
  private static final Pattern TEXT = Pattern.compile("[^\\p{Cntrl}]{1,256}");

  /**
   * Reads an order.
   *
   * @throws IllegalArgumentException naming the member that is missing or wrong
   */
  public static BudgetReset parse(String json) {
    JsonNode tree;
    try {
      tree = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is not JSON", e);
    }
    tree.fieldNames()
        .forEachRemaining(
            name -> {
              if (!MEMBERS.contains(name)) {
                throw new IllegalArgumentException(name + ": is not known");
              }
            });
    return new BudgetReset(
        text(tree, "uid", NAME),
        instant(text(tree, "at", TEXT)),
        new ResetOrder(
            text(tree, "id", NAME),
            text(tree, "by", TEXT),
            budget(text(tree, "budget", TEXT)),
            text(tree, "reason", TEXT)));
  }

  private static String text(JsonNode tree, String member, Pattern form) {
    var value = tree.path(member).textValue();
    if (value == null || value.isBlank() || !form.matcher(value).matches()) {
      throw new IllegalArgumentException(member + ": is missing, or not of the form " + form);
    }
    return value;
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("at: is not a time such as 2026-11-22T12:00:00Z", e);
    }
  }

  private static ResetOrder.Budget budget(String text) {
    return switch (text) {
      case "daily" -> ResetOrder.Budget.DAILY;
      case "monthly" -> ResetOrder.Budget.MONTHLY;
      default -> throw new IllegalArgumentException("budget: must be daily or monthly");
    };
  }
}
