package ai.kernelpanic09.local.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads YAML 1.1 into JSON, as kubectl does. A key that occurs twice is an error. */
public final class Yaml {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Numbers such as 1e6: not part of YAML 1.1, but read by kubectl's library. */
  private static final Pattern EXPONENT = Pattern.compile("[-+]?[0-9]+(\\.[0-9]*)?[eE][-+]?[0-9]+");

  private Yaml() {}

  /**
   * All documents of a text, the empty ones left out.
   *
   * @throws YamlException when one can't be read
   */
  public static List<JsonNode> documents(String text) throws YamlException {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    var dumper = new DumperOptions();
    var yaml =
        new org.yaml.snakeyaml.Yaml(
            new SafeConstructor(options), new Representer(dumper), dumper, options, new Scalars());
    var documents = new ArrayList<JsonNode>();
    try {
      for (var each : yaml.loadAll(text)) {
        if (each != null) {
          documents.add(json(each));
        }
      }
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark();
      throw new YamlException(
          (mark == null ? "" : "line " + (mark.getLine() + 1) + ": ") + e.getProblem());
    } catch (YAMLException e) {
      throw new YamlException(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
    return documents;
  }

  private static JsonNode json(@Nullable Object value) throws YamlException {
    return switch (value) {
      case null -> JSON.nullNode();
      case Map<?, ?> map -> {
        var object = JSON.objectNode();
        for (var each : map.entrySet()) {
          object.set(String.valueOf(each.getKey()), json(each.getValue()));
        }
        yield object;
      }
      case List<?> list -> array(list);
      case String text -> JSON.textNode(text);
      case Boolean flag -> JSON.booleanNode(flag);
      case Integer number -> JSON.numberNode((long) number);
      case Long number -> JSON.numberNode((long) number);
      case BigInteger number -> JSON.numberNode(number);
      case Double number -> number(number);
      default -> throw new YamlException("'" + value + "' is nothing that JSON has");
    };
  }

  private static ArrayNode array(List<?> list) throws YamlException {
    var array = JSON.arrayNode();
    for (var each : list) {
      array.add(json(each));
    }
    return array;
  }

  /** In JSON 4096.0 is the integer 4096. */
  private static JsonNode number(double number) throws YamlException {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw new YamlException(number + " is no number that JSON has");
    }
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? JSON.numberNode((long) number)
        : JSON.numberNode(number);
  }

  /** The types of plain words: dates are texts, as in JSON. */
  private static final class Scalars extends Resolver {

    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
      addImplicitResolver(Tag.INT, INT, "-+0123456789");
      addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.");
      addImplicitResolver(Tag.FLOAT, EXPONENT, "-+0123456789");
      addImplicitResolver(Tag.MERGE, MERGE, "<");
      addImplicitResolver(Tag.NULL, NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, EMPTY, null);
    }
  }
}
