package ai.kernelpanic09.operator.guardrail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Writes a request of the SDK as one text: JSON with its members in order, without those that are
 * not set. So a member that only a newer SDK knows changes nothing until it is used.
 */
final class CanonicalText {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  static String of(SdkPojo request) {
    return object(request).toString();
  }

  private static JsonNode object(SdkPojo pojo) {
    var object = JSON.objectNode();
    pojo.sdkFields().stream()
        .sorted(Comparator.comparing((SdkField<?> field) -> field.memberName()))
        .forEach(
            field -> {
              var value = node(field.getValueOrDefault(pojo));
              if (!value.isNull()) {
                object.set(field.memberName(), value);
              }
            });
    return object;
  }

  private static JsonNode node(@Nullable Object value) {
    return switch (value) {
      case null -> JSON.nullNode();
      case SdkPojo pojo -> object(pojo);
      case Collection<?> list when list.isEmpty() -> JSON.nullNode();
      case Collection<?> list -> {
        var array = JSON.arrayNode();
        list.forEach(each -> array.add(node(each)));
        yield array;
      }
      case Double number -> JSON.numberNode(number);
      case Boolean flag -> JSON.booleanNode(flag);
      case String text -> JSON.textNode(text);
      default ->
          throw new IllegalArgumentException(
              "a guardrail has no member of type " + value.getClass().getName());
    };
  }

  private CanonicalText() {}
}
