package ai.kernelpanic09.sidecar.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Reads and writes JSON as streams of tokens, with bounds for hostile input. */
public final class Json {

  private static final int DEEPEST = 100;
  private static final int MAX_STRING_LENGTH = 32 << 20;
  private static final int MAX_NUMBER_LENGTH = 100;
  private static final int MAX_NAME_LENGTH = 1_000;

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(MAX_STRING_LENGTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .maxNameLength(MAX_NAME_LENGTH)
                  .build())
          // Names of members come from callers: interned, they would stay in memory for good.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private Json() {}

  public static JsonParser parser(byte[] body) throws IOException {
    return FACTORY.createParser(body);
  }

  /** Reads a range of bytes. */
  public static JsonParser parser(byte[] body, int offset, int length) throws IOException {
    return FACTORY.createParser(body, offset, length);
  }

  /** Writes the members of an object into memory, which can't fail. */
  @FunctionalInterface
  public interface Members {
    void write(JsonGenerator to) throws IOException;
  }

  /**
   * A JSON object, as bytes.
   *
   * @param capacity roughly the number of its bytes
   */
  public static byte[] object(int capacity, Members members) {
    var bytes = new ByteArrayOutputStream(capacity);
    try (var to = generator(bytes)) {
      to.writeStartObject();
      members.write(to);
      to.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static JsonGenerator generator(OutputStream to) throws IOException {
    return FACTORY.createGenerator(to);
  }
}
