package ai.kernelpanic09.local.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A structural schema, in the dialect of Kubernetes' CRDs.
 *
 * @param type of the value; empty for any
 * @param properties members of an object by name
 * @param values schema of the members that {@code properties} does not name; null for none
 * @param items schema of an array's elements; null for any
 * @param standIn the default, which replaces a value that is left out; null for none
 * @param allowed the only values; empty for any
 * @param unique whether an array's elements must differ: in the members {@code keys}, or as a whole
 *     without keys
 * @param anyMember whether an object may have members that the schema does not name
 */
record Schema(
    String type,
    Map<String, Schema> properties,
    @Nullable Schema values,
    Set<String> required,
    @Nullable Schema items,
    @Nullable JsonNode standIn,
    Set<JsonNode> allowed,
    Range length,
    Range value,
    @Nullable Pattern pattern,
    boolean unique,
    List<String> keys,
    boolean anyMember,
    List<Rule> rules) {

  /** The type of a value that is an integer or a string. */
  static final String INT_OR_STRING = "int-or-string";

  /** Inclusive bounds; null for none. */
  record Range(@Nullable Double min, @Nullable Double max) {

    /** The problem of a quantity outside of these bounds; null for none. */
    @Nullable String violation(double quantity) {
      if (min != null && quantity < min) {
        return "at least " + plain(min);
      }
      return max != null && quantity > max ? "at most " + plain(max) : null;
    }

    private static String plain(double bound) {
      return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
  }
}
