package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.core.guardrail.JsonValue;
import ai.kernelpanic09.core.guardrail.JsonValue.Members;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/** Fills requests of the SDK from JSON. */
final class SdkRequests {

  /**
   * Sets a builder's members by the names that the API has for them.
   *
   * @return the builder
   * @throws IllegalArgumentException when the SDK knows no such member
   */
  static <B extends SdkPojo> B fill(B builder, Members members) {
    var fields = builder.sdkFieldNameToField();
    members
        .values()
        .forEach(
            (name, value) -> {
              var field = fields.get(name);
              if (field == null) {
                throw new IllegalArgumentException("the SDK knows no member " + name);
              }
              field.set(builder, value(field, value));
            });
    return builder;
  }

  private static Object value(SdkField<?> field, JsonValue value) {
    return switch (value) {
      case JsonValue.Text(var text) -> text;
      case JsonValue.Decimal(var number) -> number;
      case JsonValue.Flag(var flag) -> flag;
      case JsonValue.Items(var items) -> {
        var element = field.getTrait(ListTrait.class).memberFieldInfo();
        yield items.stream().map(each -> value(element, each)).toList();
      }
      case Members members -> built(fill(field.constructor().get(), members));
    };
  }

  private static Object built(SdkPojo filled) {
    return ((Buildable) filled).build();
  }

  private SdkRequests() {}
}
