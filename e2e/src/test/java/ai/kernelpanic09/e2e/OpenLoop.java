package ai.kernelpanic09.e2e;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Sends calls at a fixed rate to servers on the loopback, one after the other in each round, for
 * {@code hack/bench.sh}, which runs this file alone: it must use no other class of the project.
 *
 * <p>A call's time is measured from the moment at which it was due, not from its sending: the calls
 * that a stalled server delays count too. It ends with the answer, or with the first piece of one
 * that comes in chunks, as a stream does.
 *
 * <p>Prints lines of {@code metric round target value}, the values in microseconds: the latencies'
 * percentiles, and the CPU time of the server for each call.
 */
final class OpenLoop {

  private static final int ANSWER_TIMEOUT_MILLIS = 10_000;
  private static final double WARM_SHARE = 0.25;

  private final String prefix;
  private final long periodNanos;
  private final int calls;
  private final int connections;
  private final byte[] body;

  private OpenLoop(String prefix, int perSecond, int seconds, int connections, byte[] body) {
    this.prefix = prefix;
    periodNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    calls = perSecond * seconds;
    this.connections = connections;
    this.body = body;
  }

  /**
   * A server.
   *
   * @param pid its process, whose children count too; 0 where nobody asks for its CPU time
   * @param path of the calls
   * @param endpoints how many endpoints are called, whose numbers are added to the path; 0 for none
   *     but the path itself. Each connection then has a source address and a part of the endpoints
   *     of its own, as the pods that a gateway serves
   */
  private record Target(String name, long pid, int port, String path, int endpoints) {

    /** {@code NAME,PID,PORT,PATH} or {@code NAME,PID,PORT,PATH,ENDPOINTS}. */
    static Target parse(String text) {
      var parts = text.split(",", -1);
      return new Target(
          parts[0],
          Long.parseLong(parts[1]),
          Integer.parseInt(parts[2]),
          parts[3],
          parts.length > 4 ? Integer.parseInt(parts[4]) : 0);
    }

    long cpuNanos() {
      return ProcessHandle.of(pid).stream()
          .flatMap(process -> Stream.concat(Stream.of(process), process.children()))
          .mapToLong(each -> each.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
          .sum();
    }
  }

  /** {@code PREFIX RATE SECONDS ROUNDS CONNECTIONS BODY-FILE TARGET…}. */
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    var load =
        new OpenLoop(
            args[0],
            Integer.parseInt(args[1]),
            Integer.parseInt(args[2]),
            Integer.parseInt(args[4]),
            Files.readAllBytes(Path.of(args[5])));
    var rounds = Integer.parseInt(args[3]);
    var targets = Arrays.stream(args).skip(6).map(Target::parse).toList();
    for (var round = 1; round <= rounds; round++) {
      for (var i = 0; i < targets.size(); i++) {
        // Each round begins with another server, so that none always follows the same one.
        load.measure(round, targets.get((i + round) % targets.size()));
      }
    }
  }

  private void measure(int round, Target target)
      throws IOException, InterruptedException, ExecutionException {
    var before = target.cpuNanos();
    var nanos = run(target);
    var used = target.cpuNanos() - before;
    Arrays.sort(nanos);
    for (var percent : new int[] {50, 99}) {
      print("p" + percent, round, target, nanos[(int) ((long) nanos.length * percent / 100)]);
    }
    if (target.pid() != 0) {
      print("cpu", round, target, used / calls);
    }
  }

  private void print(String metric, int round, Target target, long nanos) {
    System.out.printf(
        Locale.ROOT,
        "%s-%s\t%d\t%s\t%.1f%n",
        prefix,
        metric,
        round,
        target.name(),
        nanos / 1_000.0);
  }

  /** The latencies of one round, without those of its first quarter. */
  private long[] run(Target target) throws IOException, InterruptedException, ExecutionException {
    var opened = new ArrayList<Socket>();
    try (var threads = Executors.newFixedThreadPool(connections)) {
      for (var i = 0; i < connections; i++) {
        opened.add(connect(target, i));
      }
      var start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
      var lanes = new ArrayList<Callable<long[]>>();
      for (var i = 0; i < connections; i++) {
        var lane = i;
        var requests = requests(target, lane);
        lanes.add(() -> lane(opened.get(lane), requests, start, lane));
      }
      var measured = new ArrayList<long[]>();
      for (var each : threads.invokeAll(lanes)) {
        measured.add(each.get());
      }
      return measured.stream().flatMapToLong(Arrays::stream).toArray();
    } finally {
      for (var each : opened) {
        each.close();
      }
    }
  }

  /** Sends the calls of one connection: of as many calls as there are connections, one. */
  private long[] lane(Socket socket, List<byte[]> requests, long start, int lane)
      throws IOException {
    var first = (int) (calls * WARM_SHARE);
    var nanos = new long[calls];
    var count = 0;
    var in = new BufferedInputStream(socket.getInputStream());
    for (var call = lane; call < calls; call += connections) {
      var due = start + call * periodNanos;
      for (var left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      socket.getOutputStream().write(requests.get(call / connections % requests.size()));
      var answered = readAnswer(in);
      if (call >= first) {
        nanos[count++] = answered - due;
      }
    }
    return Arrays.copyOf(nanos, count);
  }

  private static Socket connect(Target target, int lane) throws IOException {
    var socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
    if (target.endpoints() > 0) {
      socket.bind(new InetSocketAddress("127.0.1." + (lane + 1), 0));
    }
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port()));
    return socket;
  }

  /** The requests that one connection sends in turn. */
  private List<byte[]> requests(Target target, int lane) {
    var requests = new ArrayList<byte[]>();
    for (var number = lane; number < target.endpoints(); number += connections) {
      requests.add(request(target.port(), target.path() + number));
    }
    if (requests.isEmpty()) {
      var shared = target.endpoints() == 0 ? "" : String.valueOf(lane % target.endpoints());
      requests.add(request(target.port(), target.path() + shared));
    }
    return requests;
  }

  private byte[] request(int port, String path) {
    var head =
        "POST %s HTTP/1.1\r\nhost: localhost:%d\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
            .formatted(path, port, body.length)
            .getBytes(StandardCharsets.US_ASCII);
    var request = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  /** Reads an answer; the time at which it, or its first chunk, was there. */
  private static long readAnswer(InputStream in) throws IOException {
    var status = readLine(in);
    var length = 0;
    var chunked = false;
    for (var line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      var header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring("content-length:".length()).strip());
      } else if (header.startsWith("transfer-encoding:")) {
        chunked = header.endsWith("chunked");
      }
    }
    var answer = chunked ? readChunk(in) : in.readNBytes(length);
    var answered = System.nanoTime();
    if (!status.startsWith("HTTP/1.1 200 ")) {
      throw new IOException(status + ": " + new String(answer, StandardCharsets.UTF_8));
    }
    while (chunked && answer.length > 0) {
      answer = readChunk(in);
    }
    return answered;
  }

  private static byte[] readChunk(InputStream in) throws IOException {
    var chunk = in.readNBytes(Integer.parseInt(readLine(in).strip(), 16));
    readLine(in);
    return chunk;
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
