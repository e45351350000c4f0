package ai.kernelpanic09.sidecar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads the body of a streamed answer of {@code /invoke}. */
final class ServerSentEvents {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One event. */
  record Event(String name, JsonNode data) {}

  private ServerSentEvents() {}

  static List<Event> of(String body) {
    var events = new ArrayList<Event>();
    for (var each : body.split("\n\n", 0)) {
      if (each.startsWith(":")) {
        // A comment: it keeps the connection open, and says nothing.
        continue;
      }
      var lines = each.split("\n", 2);
      if (!lines[0].startsWith("event: ") || !lines[1].startsWith("data: ")) {
        throw new AssertionError("no event: " + each);
      }
      try {
        events.add(new Event(lines[0].substring(7), JSON.readTree(lines[1].substring(6))));
      } catch (JsonProcessingException e) {
        throw new AssertionError(each, e);
      }
    }
    return events;
  }

  static String text(List<Event> events) {
    return events.stream()
        .filter(each -> each.name().equals("delta"))
        .map(each -> each.data().path("content").asText())
        .collect(Collectors.joining());
  }
}
