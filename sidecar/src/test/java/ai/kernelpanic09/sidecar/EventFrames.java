package ai.kernelpanic09.sidecar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import software.amazon.eventstream.Message;

/** An event stream as an AWS SDK reads it: with AWS's own library. */
final class EventFrames {

  private static final ObjectMapper JSON = new ObjectMapper();

  private EventFrames() {}

  /**
   * One message.
   *
   * @param kind {@code event} or {@code exception}
   */
  record Event(String kind, String type, JsonNode payload) {}

  static List<Event> of(byte[] stream) {
    var events = new ArrayList<Event>();
    try {
      for (var at = 0; at < stream.length; ) {
        var length = ByteBuffer.wrap(stream, at, Integer.BYTES).getInt();
        var message = Message.decode(ByteBuffer.wrap(Arrays.copyOfRange(stream, at, at + length)));
        var kind = header(message, ":message-type");
        events.add(
            new Event(
                kind, header(message, ":" + kind + "-type"), JSON.readTree(message.getPayload())));
        at += length;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return events;
  }

  private static String header(Message message, String name) {
    return Objects.requireNonNull(message.getHeaders().get(name), name).getString();
  }

  static List<String> types(List<Event> events) {
    return events.stream().map(Event::type).toList();
  }

  /** All text of Converse's deltas, joined. */
  static String text(List<Event> events) {
    return events.stream()
        .map(each -> each.payload().at("/delta/text").asText())
        .collect(Collectors.joining());
  }
}
