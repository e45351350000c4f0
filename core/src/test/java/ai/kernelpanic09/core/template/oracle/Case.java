package ai.kernelpanic09.core.template.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A template with data, as the oracle reads it. */
record Case(String template, String dataJson, String missingKey) {

  static final ObjectMapper JSON = new ObjectMapper();

  static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the data as plain Java objects. */
  @Nullable Object data() {
    return JSON.convertValue(read(dataJson), Object.class);
  }

  ObjectNode line() {
    return JSON.createObjectNode()
        .put("template", template.getBytes(StandardCharsets.ISO_8859_1))
        .put("missingKey", missingKey)
        .set("data", read(dataJson));
  }

  @Override
  public String toString() {
    return "template   "
        + JSON.valueToTree(template)
        + "\ndata       "
        + dataJson
        + "\nmissingkey "
        + missingKey;
  }
}
