package ai.kernelpanic09.sidecar.fuzz;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * Stands in for Bedrock at the other end of a socket. Each request names a {@link TornStream} in
 * its prompt, which is the answer, in pieces of any size, to its end or less.
 */
final class TornBedrock implements AutoCloseable {

  private static final Pattern CASE = Pattern.compile("case (-?[0-9]+)\\.");
  private static final Pattern LENGTH =
      Pattern.compile("content-length: ([0-9]+)", Pattern.CASE_INSENSITIVE);

  /** The answer to a prompt that names none: it costs nothing. */
  private static final byte[] FREE =
      """
      HTTP/1.1 200 OK\r
      content-type: application/json\r
      content-length: 136\r
      \r
      {"output":{"message":{"role":"assistant","content":[{"text":"Hi"}]}},"stopReason":"end_turn","usage":{"inputTokens":0,"outputTokens":0}}"""
          .getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  TornBedrock() throws IOException {
    server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        var socket = server.accept();
        threads.execute(() -> serve(socket));
      }
    } catch (SocketException e) {
      // It has been closed.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void serve(Socket connection) {
    try (var socket = connection) {
      socket.setTcpNoDelay(true);
      var from = new BufferedInputStream(socket.getInputStream());
      for (var head = head(from); !head.isEmpty(); head = head(from)) {
        var length = LENGTH.matcher(head);
        var body = length.find() ? from.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
        var named = CASE.matcher(new String(body, StandardCharsets.UTF_8));
        if (!named.find()) {
          socket.getOutputStream().write(FREE);
        } else if (!answer(
            socket, TornStream.of(Long.parseLong(named.group(1)), head.contains("/invoke-with")))) {
          return;
        }
      }
    } catch (SocketException e) {
      // The sidecar has had enough, which is its right.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The head of the next request; empty when there is none. */
  private static String head(InputStream from) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      var next = from.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** Returns whether the connection may be used again. */
  private static boolean answer(Socket socket, TornStream answer) throws IOException {
    var to = socket.getOutputStream();
    to.write(
        ("HTTP/1.1 200 OK\r\ncontent-type: application/vnd.amazon.eventstream\r\n"
                + "transfer-encoding: chunked\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    var bytes = answer.sent();
    for (var at = 0; at < bytes.length; at += answer.piece()) {
      var size = Math.min(answer.piece(), bytes.length - at);
      to.write((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      to.write(bytes, at, size);
      to.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    if (answer.whole()) {
      to.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    return answer.whole();
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
