package ai.kernelpanic09.sidecar.control;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.spec.PromptTemplateSpec.Variable;
import ai.kernelpanic09.core.spec.PromptTemplateSpec.VariableType;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.JSONObjectException;
import com.fasterxml.jackson.jr.ob.JacksonJrExtension;
import com.fasterxml.jackson.jr.ob.api.ExtensionContext;
import com.fasterxml.jackson.jr.ob.api.ReaderWriterProvider;
import com.fasterxml.jackson.jr.ob.api.ValueReader;
import com.fasterxml.jackson.jr.ob.api.ValueWriter;
import com.fasterxml.jackson.jr.ob.impl.AnyReader;
import com.fasterxml.jackson.jr.ob.impl.JSONReader;
import com.fasterxml.jackson.jr.ob.impl.JSONWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the messages of the control API, whose members of a later version it skips. The
 * operator reads and writes the same with databind, which is ten times as many classes: each
 * sidecar would hold them in memory for a message every few seconds.
 */
public final class ControlJson {

  private static final Map<Class<?>, Function<String, ?>> WORDS =
      Map.of(
          Money.class, Money::parse,
          EndpointName.class, EndpointName::parse,
          TemplateName.class, TemplateName::parse);

  private static final JSON JSON_OF_RECORDS =
      JSON.builder().register(new OtherTypes()).disable(JSON.Feature.USE_DEFERRED_MAPS).build();

  private ControlJson() {}

  /** A message as JSON, without the members that are null. */
  public static byte[] write(Object message) throws IOException {
    return JSON_OF_RECORDS.asBytes(message);
  }

  /**
   * Reads a message.
   *
   * @throws IOException when it is not one of this type
   */
  public static <T> T read(byte[] json, Class<T> type) throws IOException {
    var message = JSON_OF_RECORDS.beanFrom(type, json);
    if (message == null) {
      throw new JSONObjectException("no " + type.getSimpleName());
    }
    return message;
  }

  /** Reads and writes what is not in JSON as its record is. */
  private static final class OtherTypes extends JacksonJrExtension {
    @Override
    protected void register(ExtensionContext to) {
      to.appendProvider(
          new ReaderWriterProvider() {
            @Override
            public @Nullable ValueReader findValueReader(JSONReader reader, Class<?> type) {
              if (type == Variable.class) {
                return new VariableReader();
              }
              var parser = type.isEnum() ? constants(type) : WORDS.get(type);
              return parser == null ? null : new WordReader(type, parser);
            }

            @Override
            public @Nullable ValueWriter findValueWriter(JSONWriter writer, Class<?> type) {
              return WORDS.containsKey(type) ? new WordWriter(type) : null;
            }
          });
    }
  }

  /** Finds constants by their names, which are words or one camel-cased word in JSON. */
  private static Function<String, ?> constants(Class<?> type) {
    return text ->
        Arrays.stream(type.getEnumConstants())
            .filter(each -> ((Enum<?>) each).name().replace("_", "").equalsIgnoreCase(text))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException(text + " is no " + type.getSimpleName()));
  }

  private static final class WordReader extends ValueReader {
    private final Function<String, ?> parser;

    WordReader(Class<?> type, Function<String, ?> parser) {
      super(type);
      this.parser = parser;
    }

    @Override
    public @Nullable Object read(JSONReader reader, JsonParser from) throws IOException {
      if (from.hasToken(JsonToken.VALUE_NULL)) {
        return null;
      }
      if (!from.hasToken(JsonToken.VALUE_STRING)) {
        throw JSONObjectException.from(from, "%s is no text", _tokenDesc(from));
      }
      try {
        return parser.apply(from.getText());
      } catch (IllegalArgumentException e) {
        throw JSONObjectException.from(from, e, "%s", e.getMessage());
      }
    }
  }

  /** Reads a variable, of which two members are not named as in Java. */
  private static final class VariableReader extends ValueReader {
    VariableReader() {
      super(Variable.class);
    }

    @Override
    public @Nullable Object read(JSONReader reader, JsonParser from) throws IOException {
      if (!(AnyReader.std.read(reader, from) instanceof Map<?, ?> told)
          || !(told.get("name") instanceof String name)) {
        throw JSONObjectException.from(from, "a variable without a name");
      }
      try {
        var type = (String) told.get("type");
        return new Variable(
            name,
            type == null
                ? VariableType.STRING
                : (VariableType) constants(VariableType.class).apply(type),
            Boolean.TRUE.equals(told.get("required")),
            told.get("default"),
            (String) told.get("description"),
            told.get("enum") instanceof List<?> values
                ? values.stream().map(String.class::cast).toList()
                : List.of(),
            (String) told.get("pattern"));
      } catch (ClassCastException | IllegalArgumentException e) {
        throw JSONObjectException.from(from, e, "no variable: %s", e.getMessage());
      }
    }
  }

  private record WordWriter(Class<?> valueType) implements ValueWriter {
    @Override
    public void writeValue(JSONWriter context, JsonGenerator to, Object value) throws IOException {
      to.writeString(value.toString());
    }
  }
}
