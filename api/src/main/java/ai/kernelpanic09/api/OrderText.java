package ai.kernelpanic09.api;

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
 * The JSON of an order. All readers throw {@link IllegalArgumentException} naming the member that
 * is missing or wrong.
 */
final class OrderText {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z-]{1,64}");
  private static final Pattern TEXT = Pattern.compile("[^\\p{Cntrl}]{1,256}");

  private final JsonNode tree;

  /**
   * @param members all that such an order may have
   */
  OrderText(String json, Set<String> members) {
    try {
      tree = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is not JSON", e);
    }
    tree.fieldNames()
        .forEachRemaining(
            name -> {
              if (!members.contains(name)) {
                throw new IllegalArgumentException(name + ": is not known");
              }
            });
  }

  /** A word of letters, digits and dashes. */
  String name(String member) {
    return text(member, NAME);
  }

  /** One line of at most 256 characters. */
  String text(String member) {
    return text(member, TEXT);
  }

  /** The time of the order. */
  Instant at() {
    try {
      return Instant.parse(text("at"));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("at: is not a time such as 2026-11-22T12:00:00Z", e);
    }
  }

  private String text(String member, Pattern form) {
    var value = tree.path(member).textValue();
    if (value == null || value.isBlank() || !form.matcher(value).matches()) {
      throw new IllegalArgumentException(member + ": is missing, or not of the form " + form);
    }
    return value;
  }
}
