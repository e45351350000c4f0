package ai.kernelpanic09.sidecar;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Answers each call with the next line of a script, and all further calls with the last line. */
public final class ScriptedBedrock implements AutoCloseable {

  private static final String OK =
      """
      {"output":{"message":{"role":"assistant","content":[{"text":"Fine."}]}},\
      "stopReason":"end_turn","usage":{"inputTokens":10,"outputTokens":2,"totalTokens":12},\
      "metrics":{"latencyMs":1}}\
      """;

  private static final long ANY = Long.MAX_VALUE;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Deque<Line> script = new ConcurrentLinkedDeque<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> uris = new CopyOnWriteArrayList<>();
  private final List<MultiMap> headers = new CopyOnWriteArrayList<>();
  private final Map<String, String> answerHeaders = new ConcurrentHashMap<>();
  private final HttpServer server;
  private final Deque<Runnable> held = new ArrayDeque<>();
  private long permits = ANY;

  private record Line(
      int status,
      String errorType,
      Buffer body,
      long delayMillis,
      boolean cutOff,
      List<Buffer> paced) {

    Line(int status, String errorType, Buffer body, long delayMillis, boolean cutOff) {
      this(status, errorType, body, delayMillis, cutOff, List.of());
    }
  }

  public ScriptedBedrock() {
    server = vertx.createHttpServer().requestHandler(this::serve);
    server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
  }

  public ScriptedBedrock ok() {
    return answer(200, "", OK, 0);
  }

  public ScriptedBedrock okAfter(long millis) {
    return answer(200, "", OK, millis);
  }

  public ScriptedBedrock ok(String body) {
    return answer(200, "", body, 0);
  }

  public ScriptedBedrock error(int status, String type) {
    return answer(status, type, "{\"message\":\"scripted\"}", 0);
  }

  /** Leaves the line of the script out that is next. */
  public ScriptedBedrock skip() {
    script.removeFirst();
    return this;
  }

  /** Fails after this much silence. */
  public ScriptedBedrock errorAfter(long millis, int status, String type) {
    return answer(status, type, "{\"message\":\"scripted\"}", millis);
  }

  /** Closes the connection instead of answering. */
  public ScriptedBedrock reset() {
    return answer(0, "", "", 0);
  }

  private ScriptedBedrock answer(int status, String errorType, String body, long delayMillis) {
    script.add(new Line(status, errorType, Buffer.buffer(body), delayMillis, false));
    return this;
  }

  /** Answers with an event stream, whole and in order. */
  public ScriptedBedrock stream(Frames frames) {
    return stream(frames, 0);
  }

  public ScriptedBedrock stream(Frames frames, long delayMillis) {
    script.add(new Line(200, "", frames.bytes(), delayMillis, false));
    return this;
  }

  /**
   * Sends the head, and then each piece of an event stream {@code gapMillis} after the one before.
   */
  public ScriptedBedrock paced(long gapMillis, Frames... pieces) {
    var buffers = Stream.of(pieces).map(Frames::bytes).toList();
    script.add(new Line(200, "", Buffer.buffer(), gapMillis, false, buffers));
    return this;
  }

  /** Keeps answers, and each piece of a paced one, back until they are released. */
  public synchronized ScriptedBedrock hold() {
    permits = 0;
    return this;
  }

  /** Lets this many answers or pieces pass that are held, or would be. */
  public synchronized void release(int count) {
    permits += count;
    passHeld();
  }

  /** Lets all answers pass. */
  public synchronized void release() {
    permits = ANY;
    passHeld();
  }

  private synchronized void pass(Runnable answer) {
    held.add(answer);
    passHeld();
  }

  private synchronized void passHeld() {
    while (permits > 0 && !held.isEmpty()) {
      permits -= permits == ANY ? 0 : 1;
      var answer = held.remove();
      vertx.runOnContext(on -> answer.run());
    }
  }

  /** Sends these bytes of an event stream and drops the connection. */
  public ScriptedBedrock tornStream(Buffer bytes) {
    script.add(new Line(200, "", bytes, 0, true));
    return this;
  }

  private void serve(HttpServerRequest request) {
    if (request.uri().equals("/ping")) {
      request.response().end("healthy");
      return;
    }
    request
        .body()
        .onSuccess(
            body -> {
              uris.add(request.uri());
              headers.add(request.headers());
              request.response().putHeader("x-amzn-requestid", "r-" + uris.size());
              answerHeaders.forEach(request.response()::putHeader);
              bodies.add(body.toString());
              var line = script.size() > 1 ? script.removeFirst() : script.getFirst();
              if (!line.paced().isEmpty()) {
                request.response().setChunked(true).writeHead();
                pace(request, line, 0);
              } else if (line.delayMillis() > 0) {
                vertx.setTimer(line.delayMillis(), id -> answer(request, line));
              } else {
                pass(() -> answer(request, line));
              }
            });
  }

  private void pace(HttpServerRequest request, Line line, int next) {
    if (next == line.paced().size()) {
      request.response().end();
    } else {
      vertx.setTimer(
          line.delayMillis(),
          id ->
              pass(
                  () -> {
                    request.response().write(line.paced().get(next));
                    pace(request, line, next + 1);
                  }));
    }
  }

  private static void answer(HttpServerRequest request, Line line) {
    if (line.status() == 0) {
      request.connection().close();
      return;
    }
    var response = request.response().setStatusCode(line.status());
    if (!line.errorType().isEmpty()) {
      response.putHeader("x-amzn-errortype", line.errorType() + ":http://internal.amazon.com/");
    }
    if (line.cutOff()) {
      response.setChunked(true);
      response.write(line.body()).onComplete(sent -> request.connection().close());
    } else {
      response.putHeader("content-type", "application/json").end(line.body());
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** From now on every answer has this header too. */
  public ScriptedBedrock withHeader(String name, String value) {
    answerHeaders.put(name, value);
    return this;
  }

  public List<String> bodies() {
    return bodies;
  }

  public List<String> uris() {
    return uris;
  }

  /** The headers of each request. */
  public List<MultiMap> headers() {
    return headers;
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
