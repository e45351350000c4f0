package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.body.Patch;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.converse.ReplyContent.Range;
import ai.kernelpanic09.sidecar.guardrail.RedactedTrace;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the answer of Converse. Of its content only the place is noted. */
final class ReplyReader {

  private final ReceivedBytes body;
  private final JsonScanner from;
  private final UsageReader used;
  private final List<Range> texts = new ArrayList<>(1);
  private final List<Range> inputs = new ArrayList<>(0);
  private Range blocks = Range.EMPTY;
  private boolean onlyText = true;
  private @Nullable JsonMember modelFields;
  private @Nullable Patch trace;
  private String stopReason = "";

  private ReplyReader(ReceivedBytes body, boolean longCache) {
    this.body = body;
    from = JsonScanner.lenient(body, 0, body.length());
    used = new UsageReader(longCache);
  }

  /**
   * Reads an answer.
   *
   * @param longCache whether the request asked for a cache that lives an hour
   * @throws IOException when it is not an answer of Converse
   */
  static ConverseReply read(ReceivedBytes body, boolean longCache) throws IOException {
    try {
      return new ReplyReader(body, longCache).read();
    } catch (InvalidRequestException e) {
      throw new IOException("an answer that is not JSON");
    }
  }

  private ConverseReply read() throws IOException, InvalidRequestException {
    if (from.next() != Token.START_OBJECT) {
      throw new IOException("no JSON object");
    }
    while (from.next() == Token.NAME) {
      if (from.is("output")) {
        from.next();
        output();
      } else if (from.is("stopReason")) {
        from.next();
        stopReason();
      } else if (from.is("usage")) {
        from.next();
        object(used::tokens);
      } else if (from.is("trace")) {
        from.next();
        trace();
      } else if (from.is("additionalModelResponseFields")) {
        from.next();
        modelFields = JsonMember.of(from);
      } else {
        from.next();
        from.skipValue();
      }
    }
    if (stopReason.isEmpty()) {
      throw new IOException("an answer that does not say why it ends");
    }
    var content = new ReplyContent(body, texts, inputs, blocks, onlyText, modelFields, trace);
    return ConverseReply.of(content, stopReason, used);
  }

  private void stopReason() throws InvalidRequestException {
    if (from.token() == Token.TEXT) {
      stopReason = from.text();
    } else {
      from.skipValue();
    }
  }

  /** Callers get the trace without what it quotes. */
  private void trace() throws IOException, InvalidRequestException {
    var start = from.start();
    object(used::trace);
    try (var bytes = body.open(start, from.end())) {
      var length = from.end() - start;
      trace = new Patch(start, from.end(), RedactedTrace.of(bytes.readNBytes(length)));
    }
  }

  /** Reads an object from its first token on. */
  private interface ObjectReader {
    void read(JsonParser from) throws IOException;
  }

  /** Hands a copy of the present object to a reader; it is small, for it is not content. */
  private void object(ObjectReader reader) throws IOException, InvalidRequestException {
    var start = from.start();
    var isObject = from.token() == Token.START_OBJECT;
    from.skipValue();
    if (isObject) {
      try (var bytes = body.open(start, from.end());
          var object = Json.parser(bytes.readNBytes(from.end() - start))) {
        object.nextToken();
        reader.read(object);
      }
    }
  }

  private void output() throws IOException, InvalidRequestException {
    if (from.token() != Token.START_OBJECT) {
      from.skipValue();
      return;
    }
    while (from.next() == Token.NAME) {
      var message = from.is("message");
      if (from.next() != Token.START_OBJECT || !message) {
        from.skipValue();
        continue;
      }
      while (from.next() == Token.NAME) {
        var content = from.is("content");
        if (from.next() == Token.START_ARRAY && content) {
          content();
        } else {
          from.skipValue();
        }
      }
    }
  }

  private void content() throws IOException, InvalidRequestException {
    if (!blocks.equals(Range.EMPTY)) {
      throw new IOException("content that is there twice");
    }
    var start = from.start();
    while (from.next() == Token.START_OBJECT) {
      block();
    }
    if (from.token() != Token.END_ARRAY) {
      throw new IOException("a content block that is no object");
    }
    blocks = new Range(start, from.end());
  }

  private void block() throws InvalidRequestException {
    while (from.next() == Token.NAME) {
      var isText = from.is("text");
      var isToolUse = from.is("toolUse");
      var token = from.next();
      if (token == Token.TEXT && isText) {
        texts.add(new Range(from.start() + 1, from.end() - 1));
        continue;
      }
      onlyText = false;
      if (token == Token.START_OBJECT && isToolUse) {
        toolUse();
      } else {
        from.skipValue();
      }
    }
  }

  private void toolUse() throws InvalidRequestException {
    while (from.next() == Token.NAME) {
      var input = from.is("input");
      from.next();
      var start = from.start();
      from.skipValue();
      if (input) {
        inputs.add(new Range(start, from.end()));
      }
    }
  }
}
