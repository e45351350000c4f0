package ai.kernelpanic09.core.guardrail;

import ai.kernelpanic09.core.guardrail.JsonValue.Members;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.Tier;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects the members of an object; a member whose value is null is left out. */
final class MembersBuilder {

  private final TreeMap<String, JsonValue> members = new TreeMap<>();

  MembersBuilder text(String name, @Nullable String value) {
    return value == null ? this : value(name, new JsonValue.Text(value));
  }

  MembersBuilder word(String name, @Nullable Enum<?> value) {
    return text(name, value == null ? null : value.name());
  }

  MembersBuilder number(String name, @Nullable Double value) {
    return value == null ? this : value(name, new JsonValue.Decimal(value));
  }

  MembersBuilder flag(String name, @Nullable Boolean value) {
    return value == null ? this : value(name, new JsonValue.Flag(value));
  }

  MembersBuilder texts(String name, @Nullable List<String> values) {
    return value(name, values, JsonValue.Text::new);
  }

  MembersBuilder words(String name, @Nullable List<? extends Enum<?>> values) {
    return value(name, values, each -> new JsonValue.Text(each.name()));
  }

  /** An array with one object for each part. */
  <T> MembersBuilder parts(String name, List<T> parts, Function<T, Members> mapping) {
    return value(name, parts, mapping);
  }

  /** An array with one object for each part; an empty list is left out. */
  <T> MembersBuilder anyParts(String name, List<T> parts, Function<T, Members> mapping) {
    return parts.isEmpty() ? this : value(name, parts, mapping);
  }

  /** An object; null is left out. */
  <T> MembersBuilder part(String name, @Nullable T part, Function<T, Members> mapping) {
    return part == null ? this : value(name, mapping.apply(part));
  }

  MembersBuilder tier(@Nullable Tier tier) {
    return part(
        "tierConfig", tier, each -> new MembersBuilder().word("tierName", each.tierName()).build());
  }

  Members build() {
    return new Members(members);
  }

  private <T> MembersBuilder value(
      String name, @Nullable List<T> values, Function<T, ? extends JsonValue> mapping) {
    return values == null
        ? this
        : value(name, new JsonValue.Items(values.stream().map(mapping).toList()));
  }

  private MembersBuilder value(String name, JsonValue value) {
    members.put(name, value);
    return this;
  }
}
