package ai.kernelpanic09.sidecar.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * Bytes that a caller may send instead of a request: odd heads of HTTP/1.1, odd frames of HTTP/2.
 */
final class RawRequest {

  private static final String BODY =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"maxTokens\":8}";

  private static final List<String> LINES =
      List.of(
          "POST /invoke/ai-workloads/claude-haiku HTTP/1.1",
          "POST /invoke/ai-workloads/claude-haiku HTTP/1.1",
          "POST /invoke/ai-workloads/claude-haiku HTTP/1.1",
          "POST /v1/chat/completions HTTP/1.1",
          "POST /v1/responses HTTP/1.1",
          "POST /v1/embeddings HTTP/1.1",
          "POST /v1/messages?beta=true HTTP/1.1",
          "POST /v1/messages/count_tokens HTTP/1.1",
          "POST /model/claude-haiku/converse HTTP/1.1",
          "POST /model/claude-haiku/converse-stream HTTP/1.1",
          "POST /model/%zz/invoke HTTP/1.1",
          "POST /model/" + "%2f".repeat(700) + "/invoke HTTP/1.1",
          "POST /guardrail/g/version/1/apply HTTP/1.1",
          "POST /endpoints/ai-workloads/claude-haiku/v1/chat/completions HTTP/1.1",
          "POST /endpoints///v1/messages HTTP/1.1",
          "POST /invoke/%2e%2e/%00 HTTP/1.1",
          "POST //invoke//a/b/../c HTTP/1.1",
          "POST http://x/invoke/ai-workloads/claude-haiku HTTP/1.1",
          "POST /invoke/ai-workloads/claude-haiku HTTP/1.0",
          "POST /invoke/ai-workloads/claude-haiku HTTP/9.9",
          "POST /invoke/ai-workloads/claude-haiku",
          "OPTIONS * HTTP/1.1",
          "GET /v1/models HTTP/1.1",
          "P\u00f6ST / HTTP/1.1",
          "POST /" + "a".repeat(9_000) + " HTTP/1.1",
          "",
          "\u0000\u0001\u0016\u0003\u0001");

  private static final List<String> HEADERS =
      List.of(
          "content-length: %d",
          "content-length: %d",
          "content-length: %d",
          "content-length: 1%d",
          "content-length: -1",
          "content-length: 1e3",
          "content-length: 99999999999999999999",
          "transfer-encoding: chunked",
          "transfer-encoding: chunked, chunked",
          "transfer-encoding: gzip",
          "content-encoding: gzip",
          "content-type: application/json",
          "content-type: application/json; charset=utf-16",
          "content-type: ,;=",
          "host: x",
          "host: x@y:99999",
          "host:",
          "connection: close",
          "connection: upgrade, http2-settings",
          "upgrade: h2c",
          "upgrade: websocket",
          "http2-settings: AAMAAABkAAQAoAAAAAIAAAAA",
          "http2-settings: ???",
          "expect: 100-continue",
          "expect: 999",
          "x-request-timeout-ms: 1",
          "x-request-timeout-ms: soon",
          "x-request-timeout-ms: 99999999999999999999",
          "x-queue-timeout-ms: 1",
          "x-queue-timeout-ms: -1",
          "x-request-id: mine-1",
          "x-request-id: \u00e9\u0007",
          "x-request-id: " + "r".repeat(129),
          "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          "traceparent: 00-xyz",
          "tracestate: a=1,b=2",
          "tracestate: " + "k=v,".repeat(200),
          "authorization: AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/bedrock/aws4_request,"
              + " SignedHeaders=host;x-amz-date, Signature="
              + "0".repeat(64),
          "x-amz-date: never",
          "x-amz-security-token: " + "t".repeat(8_000),
          "x-amzn-bedrock-guardrailidentifier: other",
          "x-amzn-bedrock-service-tier: priority",
          "x-amzn-bedrock-request-metadata: {\"endpoint\":\"mine\",\"a\":\"b\"}",
          "x-amzn-bedrock-request-metadata: {",
          "host: model-claude-haiku.ai-workloads.svc",
          "host: model-.x.svc:0",
          "x-many: 1\r\n".repeat(300) + "x-last: 1",
          "authorization: Bearer " + "k".repeat(3_000),
          "x-long: " + "y".repeat(20_000),
          "anthropic-version: tomorrow",
          "x odd: 1",
          ": empty",
          "x-\u0000: 1",
          " folded",
          "x-none");

  private final Random random;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private RawRequest(Random random) {
    this.random = random;
  }

  /** The bytes of a seed. */
  static byte[] of(long seed) {
    var request = new RawRequest(new Random(seed));
    if (request.random.nextBoolean()) {
      request.first();
    } else {
      request.second();
    }
    return request.bytes.toByteArray();
  }

  private <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private void text(String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** One to three requests of HTTP/1.1, of which the last may not be whole. */
  private void first() {
    for (var count = 1 + random.nextInt(3); count > 0; count--) {
      text(pick(LINES) + "\r\n");
      for (var headers = random.nextInt(8); headers > 0; headers--) {
        text(pick(HEADERS).replace("%d", Integer.toString(BODY.length())) + "\r\n");
      }
      text("\r\n");
      switch (random.nextInt(6)) {
        case 0 -> text(Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n0\r\n\r\n");
        case 1 -> text("FFFFFFFFFF\r\n" + BODY);
        case 3 -> text("5;a=\"b\r\n{\"mes\r\n0\r\nx: y\r\n\r\n");
        case 2 -> text(BODY.substring(0, random.nextInt(BODY.length())));
        default -> text(BODY);
      }
    }
  }

  /** A connection of HTTP/2, with frames in any order. */
  private void second() {
    text(random.nextInt(10) == 0 ? "PRI * HTTP/2.0\r\n\r\nXX" : "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    if (random.nextInt(10) > 0) {
      frame(4, 0, 0, new byte[0]);
    }
    for (var count = random.nextInt(30); count > 0; count--) {
      anyFrame();
    }
  }

  private void anyFrame() {
    var stream = pick(List.of(0, 1, 1, 1, 2, 3, 5, 7, Integer.MAX_VALUE));
    switch (random.nextInt(17)) {
      case 0, 1, 2 -> frame(1, random.nextBoolean() ? 4 : 5, stream, head());
      case 3, 4 -> frame(0, random.nextInt(2), stream, BODY.getBytes(StandardCharsets.UTF_8));
      case 5 -> frame(3, 0, stream, number(random.nextInt(20)));
      case 6 -> frame(7, 0, 0, new byte[8]);
      case 7 -> {
        for (var flood = random.nextInt(200); flood > 0; flood--) {
          frame(8, 0, stream, number(pick(List.of(0, 1, 1, 65_535, Integer.MAX_VALUE))));
        }
      }
      case 8 -> {
        for (var flood = random.nextInt(200); flood > 0; flood--) {
          frame(6, random.nextInt(2), 0, new byte[8]);
        }
      }
      case 9 -> frame(4, random.nextInt(2), 0, setting());
      case 10 -> frame(9, 4, stream, head());
      case 11 -> frame(1, 5, stream, noise(random.nextInt(60)));
      case 12 -> {
        // Opened and taken back at once, again and again.
        var first = 9 + 2 * random.nextInt(20);
        for (var rapid = 0; rapid < random.nextInt(200); rapid++) {
          frame(1, random.nextBoolean() ? 4 : 5, first + 2 * rapid, head());
          frame(3, 0, first + 2 * rapid, number(8));
        }
      }
      case 13 -> {
        // A head that is continued for ever.
        frame(1, 1, stream, head());
        for (var more = random.nextInt(200); more > 0; more--) {
          frame(9, more == 1 ? random.nextInt(2) * 4 : 0, stream, noise(random.nextInt(40)));
        }
      }
      case 14 -> {
        frame(1, 4, stream, head());
        frame(0, 1, stream, BODY.getBytes(StandardCharsets.UTF_8));
      }
      case 15 -> frame(random.nextInt(256), random.nextInt(256), stream, noise(random.nextInt(40)));
      default -> {
        // A length that lies.
        bytes.writeBytes(new byte[] {(byte) random.nextInt(), 0, 0, 0, 0, 0, 0, 0, 1});
        bytes.writeBytes(noise(random.nextInt(40)));
      }
    }
  }

  private byte[] noise(int length) {
    var noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  private byte[] setting() {
    return ByteBuffer.allocate(6)
        .putShort((short) (1 + random.nextInt(8)))
        .putInt(pick(List.of(0, 1, 16_384, 65_535, Integer.MAX_VALUE, -1)))
        .array();
  }

  /** A head in HPACK, all of it as literals. */
  private byte[] head() {
    var block = new ByteArrayOutputStream();
    literal(block, ":method", pick(List.of("POST", "POST", "POST", "GET", "", "CONNECT")));
    literal(block, ":scheme", "http");
    literal(
        block, ":path", pick(List.of("/invoke/ai-workloads/claude-haiku", "/v1/messages", "*")));
    if (random.nextInt(4) > 0) {
      literal(block, ":authority", "x");
    }
    literal(block, "content-type", "application/json");
    if (random.nextInt(6) == 0) {
      literal(
          block,
          pick(
              List.of(
                  "Upper",
                  ":status",
                  "connection",
                  "te",
                  "content-length",
                  "x\u0000",
                  "traceparent",
                  "x-request-id",
                  "host")),
          pick(List.of("1", "close", "", "y".repeat(100))));
    }
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream to, String name, String value) {
    to.write(0);
    to.write(name.length());
    to.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
    to.write(value.length());
    to.writeBytes(value.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void frame(int type, int flags, int stream, byte[] payload) {
    bytes.writeBytes(
        ByteBuffer.allocate(9)
            .put((byte) (payload.length >> 16))
            .putShort((short) payload.length)
            .put((byte) type)
            .put((byte) flags)
            .putInt(stream)
            .array());
    bytes.writeBytes(payload);
  }
}
