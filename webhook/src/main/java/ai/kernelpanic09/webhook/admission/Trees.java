package ai.kernelpanic09.webhook.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.jspecify.annotations.Nullable;

/** The JSON of an object that a request carries; unchanged if it is JSON already. */
final class Trees {

  static final ObjectMapper MAPPER = JsonMapper.builder().build();

  static JsonNode of(@Nullable Object carried) {
    return switch (carried) {
      case null -> MissingNode.getInstance();
      case JsonNode tree -> tree;
      default -> MAPPER.valueToTree(carried);
    };
  }

  private Trees() {}
}
