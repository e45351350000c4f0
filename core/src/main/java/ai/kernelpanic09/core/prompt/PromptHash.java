package ai.kernelpanic09.core.prompt;

import ai.kernelpanic09.core.digest.Sha256;
import ai.kernelpanic09.core.spec.PromptTemplateSpec.Variable;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Hashes a prompt in a canonical form that no other prompt has: each text after its length, objects
 * in the order of their keys, numbers by their value.
 */
final class PromptHash {

  private static final int DIGITS = 32;

  private final MessageDigest digest = Sha256.digest();

  static String of(Prompt prompt) {
    var hash = new PromptHash();
    // An absent and an empty system prompt are the same.
    hash.add(prompt.systemPrompt() == null ? "" : prompt.systemPrompt());
    hash.add(prompt.template());
    hash.add(prompt.modelEndpointRef().name());
    prompt.variables().forEach(hash::add);
    return HexFormat.of().formatHex(hash.digest.digest()).substring(0, DIGITS);
  }

  private void add(Variable variable) {
    add("variable");
    add(variable.name());
    add(variable.type().name());
    addValue(variable.required());
    addValue(variable.defaultValue());
    addValue(variable.description());
    addValue(variable.enumValues());
    addValue(variable.pattern());
  }

  private void addValue(@Nullable Object value) {
    switch (value) {
      case null -> add("null");
      case Map<?, ?> map -> {
        add("object");
        add(Integer.toString(map.size()));
        var sorted = new TreeMap<String, @Nullable Object>();
        map.forEach((key, each) -> sorted.put(String.valueOf(key), each));
        sorted.forEach(
            (key, each) -> {
              add(key);
              addValue(each);
            });
      }
      case List<?> list -> {
        add("list");
        add(Integer.toString(list.size()));
        list.forEach(this::addValue);
      }
      case Number number -> {
        // An API server returns 5 for 5.0.
        add("number");
        add(
            Double.isFinite(number.doubleValue())
                ? new BigDecimal(number.toString()).stripTrailingZeros().toString()
                : number.toString());
      }
      default -> {
        add(value instanceof Boolean ? "boolean" : "text");
        add(value.toString());
      }
    }
  }

  private void add(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  private PromptHash() {}
}
