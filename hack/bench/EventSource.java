import ai.kernelpanic09.sidecar.training.StandIns;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands in for Bedrock's streams, for hack/bench.sh, on the loopback: answers every POST with the
 * same 24 events in the frames of Amazon's event stream, one every two milliseconds.
 */
final class EventSource {

  private static final int DELTAS = 20;
  private static final long PERIOD_MILLIS = 2;

  private final Vertx vertx;
  private final List<Buffer> events = new ArrayList<>();

  private EventSource(Vertx vertx) {
    this.vertx = vertx;
    add("messageStart", "{\"role\":\"assistant\"}");
    for (var i = 0; i < DELTAS; i++) {
      add("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"another word \"}}");
    }
    add("contentBlockStop", "{\"contentBlockIndex\":0}");
    add("messageStop", "{\"stopReason\":\"end_turn\"}");
    add(
        "metadata",
        "{\"usage\":{\"inputTokens\":18,\"outputTokens\":40,\"totalTokens\":58},"
            + "\"metrics\":{\"latencyMs\":46}}");
  }

  /** {@code PORT}. */
  public static void main(String[] args) {
    var vertx = Vertx.vertx();
    var source = new EventSource(vertx);
    vertx
        .createHttpServer()
        .requestHandler(source::serve)
        .listen(Integer.parseInt(args[0]), "127.0.0.1")
        .onComplete(
            server -> System.out.println("listening on " + server.actualPort()),
            e -> {
              System.err.println(e);
              System.exit(1);
            });
  }

  private void serve(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              if (request.method().name().equals("POST")) {
                stream(request.response());
              } else {
                request.response().end();
              }
            });
  }

  private void stream(HttpServerResponse response) {
    response.setChunked(true).putHeader("content-type", "application/vnd.amazon.eventstream");
    response.write(events.getFirst());
    var sent = new int[] {1};
    vertx.setPeriodic(
        PERIOD_MILLIS,
        timer -> {
          if (response.closed()) {
            vertx.cancelTimer(timer);
          } else if (sent[0] == events.size() - 1) {
            vertx.cancelTimer(timer);
            response.end(events.getLast());
          } else {
            response.write(events.get(sent[0]++));
          }
        });
  }

  private void add(String type, String payload) {
    events.add(StandIns.event(type, payload));
  }
}
