package ai.kernelpanic09.sidecar.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import software.amazon.eventstream.Message;

/** The way in which a surface writes its answers, and judges of them. */
enum Wire {
  OWN {
    @Override
    boolean isError(JsonNode body) {
      return body.at("/error/code").isTextual() && body.at("/error/message").isTextual();
    }

    @Override
    boolean ends(List<Event> events) {
      return isLast(events, "done", "error");
    }
  },
  OPENAI {
    @Override
    boolean isError(JsonNode body) {
      var error = body.path("error");
      return error.path("message").isTextual()
          && error.path("type").isTextual()
          && error.path("code").isTextual()
          && error.has("param");
    }

    @Override
    boolean ends(List<Event> events) {
      return isLast(
          events,
          "response.completed",
          "response.incomplete",
          "response.failed",
          "[DONE]",
          "error");
    }
  },
  ANTHROPIC {
    @Override
    boolean isError(JsonNode body) {
      return body.path("type").asText().equals("error")
          && body.at("/error/type").isTextual()
          && body.at("/error/message").isTextual()
          && body.has("request_id");
    }

    @Override
    boolean ends(List<Event> events) {
      return isLast(events, "message_stop", "error");
    }
  },
  BEDROCK {
    @Override
    boolean isError(JsonNode body) {
      return body.path("message").isTextual();
    }

    @Override
    boolean ends(List<Event> events) {
      return !events.isEmpty();
    }
  };

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> TYPES =
      Set.of("application/json", "text/event-stream", "application/vnd.amazon.eventstream");

  /** An event of a stream: its name, or where it has none its type or its text. */
  record Event(String name, String data) {}

  abstract boolean isError(JsonNode body);

  /** Whether a stream says how it has ended. */
  abstract boolean ends(List<Event> events);

  /**
   * Fails unless an answer is whole, and in this form.
   *
   * @return the events of a stream; none of a whole answer
   */
  List<Event> require(HttpResponse<byte[]> answer) throws IOException {
    var type = answer.headers().firstValue("content-type").orElse("");
    assertThat(type).isIn(TYPES);
    if (type.equals("application/json")) {
      var body = JSON.readTree(answer.body());
      assertThat(body.isObject()).isTrue();
      assertThat(isError(body)).isEqualTo(answer.statusCode() != 200);
      if (this == BEDROCK && answer.statusCode() != 200) {
        assertThat(answer.headers().firstValue("x-amzn-errortype")).isPresent();
      }
      return List.of();
    }
    assertThat(answer.statusCode()).isEqualTo(200);
    var events = type.equals("text/event-stream") ? lines(answer.body()) : frames(answer.body());
    assertThat(ends(events)).as("the end of " + events).isTrue();
    return events;
  }

  /** The messages of an event stream, whose payloads are Bedrock's own. */
  private static List<Event> frames(byte[] body) {
    var events = new ArrayList<Event>();
    for (var at = 0; at < body.length; ) {
      var length = ByteBuffer.wrap(body, at, Integer.BYTES).getInt();
      var message = Message.decode(ByteBuffer.wrap(Arrays.copyOfRange(body, at, at + length)));
      var exception = message.getHeaders().get(":exception-type");
      var type = exception == null ? message.getHeaders().get(":event-type") : exception;
      events.add(
          new Event(
              type == null ? "" : type.getString(),
              new String(message.getPayload(), StandardCharsets.UTF_8)));
      at += length;
    }
    return events;
  }

  private static List<Event> lines(byte[] body) throws IOException {
    var text = new String(body, StandardCharsets.UTF_8);
    assertThat(text).endsWith("\n\n");
    var events = new ArrayList<Event>();
    for (var each : text.split("\n\n", 0)) {
      if (!each.startsWith(":")) {
        events.add(event(each));
      }
    }
    return events;
  }

  private static Event event(String text) throws IOException {
    var name = "";
    var data = "";
    for (var line : text.split("\n", 0)) {
      if (line.startsWith("event: ")) {
        name = line.substring("event: ".length());
      } else {
        assertThat(line).startsWith("data: ");
        data = line.substring("data: ".length());
      }
    }
    if (data.equals("[DONE]")) {
      return new Event(data, data);
    }
    var json = JSON.readTree(data);
    return new Event(
        !name.isEmpty() ? name : json.has("error") ? "error" : json.path("type").asText(), data);
  }

  private static boolean isLast(List<Event> events, String... names) {
    return !events.isEmpty() && Set.of(names).contains(events.getLast().name());
  }
}
