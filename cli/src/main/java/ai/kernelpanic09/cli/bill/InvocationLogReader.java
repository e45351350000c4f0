package ai.kernelpanic09.cli.bill;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads Bedrock's invocation logs: JSON lines as S3 holds them, and what CloudWatch Logs exports,
 * where each record is a text or an object in {@code message} or {@code @message}, stands behind a
 * timestamp, or in an array of events.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html">Model
 *     invocation logging</a>
 */
final class InvocationLogReader {

  /** Bodies in a record are at most 100 KB each; a page of CloudWatch's is at most 10 MB. */
  private static final int MAX_LINE = 32 << 20;

  private static final int PEEKED = 4096;

  private static final JsonFactory JSON = new JsonFactory();

  private final String file;
  private final Problems problems;
  private final Consumer<LoggedCall> calls;

  InvocationLogReader(String file, Problems problems, Consumer<LoggedCall> calls) {
    this.file = file;
    this.problems = problems;
    this.calls = calls;
  }

  void read(InputStream content) throws IOException {
    if (isOneDocument(content)) {
      document(content);
      return;
    }
    var lines = new BoundedLines(content, MAX_LINE);
    while (lines.next()) {
      if (lines.isTooLong()) {
        problems.add(file, lines.number(), "a line of more than " + MAX_LINE + " bytes");
      } else if (lines.start() < lines.length()) {
        line(lines);
      }
    }
  }

  /** Whether the first line only opens an array or an object, as in JSON for people. */
  private static boolean isOneDocument(InputStream content) throws IOException {
    content.mark(PEEKED);
    var start = new String(content.readNBytes(PEEKED), StandardCharsets.UTF_8).stripLeading();
    content.reset();
    var line = start.lines().findFirst().orElse("").strip();
    return line.equals("{") || line.equals("[");
  }

  private void document(InputStream content) throws IOException {
    try (var from = JSON.createParser(content)) {
      while (from.nextToken() != null) {
        value(from);
      }
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      problems.add(file, at == null ? 1 : at.getLineNr(), "the rest of the file is no JSON");
    }
  }

  private void line(BoundedLines lines) {
    // A CloudWatch export to S3 has the time before each message.
    var start = lines.start();
    if (lines.bytes()[start] >= '0' && lines.bytes()[start] <= '9') {
      while (start < lines.length() && lines.bytes()[start] != '{') {
        start++;
      }
    }
    try (var from = JSON.createParser(lines.bytes(), start, lines.length() - start)) {
      if (from.nextToken() == null) {
        problems.add(file, lines.number(), "a line that is no JSON");
        return;
      }
      value(from, lines.number());
      if (from.nextToken() != null) {
        problems.add(file, lines.number(), "more than one value in a line");
      }
    } catch (IOException e) {
      problems.add(file, lines.number(), "a line that is no JSON");
    }
  }

  private void value(JsonParser from) throws IOException {
    value(from, from.currentLocation().getLineNr());
  }

  private void value(JsonParser from, long line) throws IOException {
    if (from.currentToken() == JsonToken.START_ARRAY) {
      while (from.nextToken() != JsonToken.END_ARRAY) {
        value(from, line);
      }
      return;
    }
    if (from.currentToken() != JsonToken.START_OBJECT) {
      problems.add(file, line, "JSON that is no object");
      from.skipChildren();
      return;
    }
    var record = new LogRecord();
    var wrapped = false;
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var name = from.currentName();
      var token = from.nextToken();
      switch (name) {
        case "message", "@message" -> {
          wrapped = true;
          message(from, line);
        }
        case "events", "results" -> {
          if (token == JsonToken.START_ARRAY) {
            wrapped = true;
            value(from, line);
          } else {
            from.skipChildren();
          }
        }
        default -> record.member(name, from);
      }
    }
    if (!wrapped) {
      tell(record, line);
    }
  }

  private void message(JsonParser from, long line) throws IOException {
    if (from.currentToken() != JsonToken.VALUE_STRING) {
      value(from, line);
      return;
    }
    try (var inner = JSON.createParser(from.getText())) {
      if (inner.nextToken() == JsonToken.START_OBJECT) {
        value(inner, line);
      } else {
        problems.add(file, line, "a message that is no record of a call");
      }
    } catch (JsonProcessingException e) {
      problems.add(file, line, "a message that is no JSON");
    }
  }

  private void tell(LogRecord record, long line) {
    var problem = record.problem();
    if (problem == null) {
      calls.accept(record.call());
    } else if (!problem.isEmpty()) {
      problems.add(file, line, problem);
    }
  }
}
