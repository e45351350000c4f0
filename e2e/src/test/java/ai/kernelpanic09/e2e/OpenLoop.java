package ai.kernelpanic09.e2e;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends calls at a fixed rate to servers on the loopback, one after the other in each round, for
 * {@code hack/bench.sh}, which runs this file alone: it must use no other class of the project.
 *
 * <p>A call's time is measured from the moment at which it was due, not from its sending: the calls
 * that a stalled server delays count too.
 *
 * <p>Prints lines of {@code metric round target value}, the values in microseconds.
 */
final class OpenLoop {

  private static final int CONNECTIONS = 16;
  private static final int ANSWER_TIMEOUT_MILLIS = 10_000;
  private static final double WARM_SHARE = 0.25;

  private final long periodNanos;
  private final int calls;
  private final String path;
  private final byte[] body;

  private OpenLoop(int perSecond, int seconds, String path, byte[] body) {
    periodNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    calls = perSecond * seconds;
    this.path = path;
    this.body = body;
  }

  /** {@code RATE SECONDS ROUNDS PATH BODY-FILE NAME=PORT…}. */
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    var load =
        new OpenLoop(
            Integer.parseInt(args[0]),
            Integer.parseInt(args[1]),
            args[3],
            Files.readAllBytes(Path.of(args[4])));
    var rounds = Integer.parseInt(args[2]);
    var targets = List.of(args).subList(5, args.length);
    for (var round = 1; round <= rounds; round++) {
      for (var i = 0; i < targets.size(); i++) {
        // Each round begins with another server, so that none always follows the same one.
        var target = targets.get((i + round) % targets.size()).split("=", 2);
        print(round, target[0], load.run(Integer.parseInt(target[1])));
      }
    }
  }

  private static void print(int round, String target, long[] nanos) {
    Arrays.sort(nanos);
    for (var percent : new int[] {50, 99}) {
      var value = nanos[(int) ((long) nanos.length * percent / 100)] / 1_000.0;
      System.out.printf(Locale.ROOT, "p%d\t%d\t%s\t%.1f%n", percent, round, target, value);
    }
  }

  /** The latencies of one round, without those of its first quarter. */
  private long[] run(int port) throws IOException, InterruptedException, ExecutionException {
    var request = request(port);
    var connections = new ArrayList<Socket>();
    try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (var i = 0; i < CONNECTIONS; i++) {
        connections.add(connect(port));
      }
      var start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
      var lanes = new ArrayList<Callable<long[]>>();
      for (var i = 0; i < CONNECTIONS; i++) {
        var lane = i;
        lanes.add(() -> lane(connections.get(lane), request, start, lane));
      }
      var measured = new ArrayList<long[]>();
      for (var each : threads.invokeAll(lanes)) {
        measured.add(each.get());
      }
      return measured.stream().flatMapToLong(Arrays::stream).toArray();
    } finally {
      for (var each : connections) {
        each.close();
      }
    }
  }

  /** Sends every sixteenth call, on its own connection. */
  private long[] lane(Socket socket, byte[] request, long start, int lane) throws IOException {
    var first = (int) (calls * WARM_SHARE);
    var nanos = new long[calls];
    var count = 0;
    var in = new BufferedInputStream(socket.getInputStream());
    for (var call = lane; call < calls; call += CONNECTIONS) {
      var due = start + call * periodNanos;
      for (var left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      socket.getOutputStream().write(request);
      readAnswer(in);
      if (call >= first) {
        nanos[count++] = System.nanoTime() - due;
      }
    }
    return Arrays.copyOf(nanos, count);
  }

  private static Socket connect(int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
    return socket;
  }

  private byte[] request(int port) {
    var head =
        "POST %s HTTP/1.1\r\nhost: localhost:%d\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
            .formatted(path, port, body.length)
            .getBytes(StandardCharsets.US_ASCII);
    var request = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  private static void readAnswer(InputStream in) throws IOException {
    var status = readLine(in);
    var length = 0;
    for (var line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      var header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring("content-length:".length()).strip());
      }
    }
    var answer = in.readNBytes(length);
    if (!status.startsWith("HTTP/1.1 200 ")) {
      throw new IOException(status + ": " + new String(answer, StandardCharsets.UTF_8));
    }
  }

  private static String readLine(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
