package ai.kernelpanic09.sidecar.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** An event stream of ConverseStream as Bedrock may send it, or as something broken may. */
@SuppressWarnings("ArrayRecordComponent") // Cases are never compared.
record StreamCase(long seed, byte[] bytes) {

  private static final List<String> EXCEPTIONS =
      List.of(
          "throttlingException",
          "modelStreamErrorException",
          "internalServerException",
          "validationException",
          "serviceUnavailableException",
          "unheardOfException");

  /** The stream of a seed: right in a third of all cases. */
  static StreamCase of(long seed) {
    return of(seed, StreamCase::right);
  }

  /** The same of InvokeModelWithResponseStream, in Claude's form. */
  static StreamCase ofChunks(long seed) {
    return of(seed, StreamCase::chunks);
  }

  private static StreamCase of(long seed, BiConsumer<Random, List<byte[]>> whole) {
    var random = new Random(seed);
    var frames = new ArrayList<byte[]>();
    whole.accept(random, frames);
    switch (random.nextInt(3)) {
      case 0 -> {}
      case 1 -> misplaced(random, frames);
      default -> {
        var at = random.nextInt(frames.size());
        frames.set(at, broken(random, frames.get(at)));
      }
    }
    var all = new ByteArrayOutputStream();
    frames.forEach(all::writeBytes);
    return new StreamCase(seed, all.toByteArray());
  }

  private static void right(Random random, List<byte[]> frames) {
    frames.add(event("messageStart", "{\"role\":\"assistant\"}"));
    var blocks = random.nextInt(4);
    for (var index = 0; index < blocks; index++) {
      var tool = random.nextInt(3) == 0;
      if (tool) {
        frames.add(
            event(
                "contentBlockStart",
                "{\"contentBlockIndex\":%d,\"start\":{\"toolUse\":{\"toolUseId\":\"t%d\",\"name\":\"T\"}}}"
                    .formatted(index, index)));
      }
      for (var deltas = random.nextInt(4); deltas > 0; deltas--) {
        frames.add(
            event(
                "contentBlockDelta",
                "{\"contentBlockIndex\":%d,\"delta\":%s,\"p\":\"abc\"}"
                    .formatted(
                        index, tool ? TOOL_DELTA : DELTAS.get(random.nextInt(DELTAS.size())))));
      }
      frames.add(event("contentBlockStop", "{\"contentBlockIndex\":%d}".formatted(index)));
    }
    frames.add(event("messageStop", "{\"stopReason\":\"end_turn\"}"));
    frames.add(event("metadata", USAGES.getFirst()));
  }

  private static void chunks(Random random, List<byte[]> frames) {
    frames.add(
        chunk(
            "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"role\":\"assistant\","
                + "\"usage\":{\"input_tokens\":10,\"output_tokens\":1}}}"));
    var blocks = random.nextInt(4);
    for (var index = 0; index < blocks; index++) {
      frames.add(
          chunk(
              "{\"type\":\"content_block_start\",\"index\":%d,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}"
                  .formatted(index)));
      for (var deltas = random.nextInt(4); deltas > 0; deltas--) {
        frames.add(
            chunk(
                "{\"type\":\"content_block_delta\",\"index\":%d,\"delta\":%s}"
                    .formatted(index, CHUNK_DELTAS.get(random.nextInt(CHUNK_DELTAS.size())))));
      }
      frames.add(chunk("{\"type\":\"content_block_stop\",\"index\":%d}".formatted(index)));
    }
    frames.add(
        chunk(
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}}"));
    frames.add(
        chunk(
            "{\"type\":\"message_stop\",\"amazon-bedrock-invocationMetrics\":%s}"
                .formatted(METRICS.get(random.nextInt(METRICS.size())))));
  }

  private static byte[] chunk(String json) {
    var base64 = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    return event("chunk", "{\"bytes\":\"%s\",\"p\":\"abc\"}".formatted(base64));
  }

  private static final List<String> CHUNK_DELTAS =
      List.of(
          "{\"type\":\"text_delta\",\"text\":\"Hi\"}",
          "{\"type\":\"text_delta\",\"text\":\"\\ud83d\"}",
          "{\"type\":\"thinking_delta\",\"thinking\":\"Hm\"}",
          "{\"type\":\"input_json_delta\",\"partial_json\":\"{\"}",
          "{\"type\":\"text_delta\",\"text\":7}",
          "{}",
          "null");

  private static final List<String> METRICS =
      List.of(
          "{\"inputTokenCount\":10,\"outputTokenCount\":2}",
          "{\"inputTokenCount\":10,\"outputTokenCount\":2}",
          "{\"inputTokenCount\":-1,\"outputTokenCount\":\"2\"}",
          "{\"inputTokenCount\":9223372036854775807,\"outputTokenCount\":9223372036854775807}",
          "{}",
          "null");

  private static final String TOOL_DELTA = "{\"toolUse\":{\"input\":\"{\\\"a\\\":1}\"}}";

  private static final List<String> DELTAS =
      List.of(
          "{\"text\":\"Hi\"}",
          "{\"text\":\"\\ud83d\"}",
          "{\"text\":\"\\ude00\u00e9\\n\"}",
          "{\"text\":\"\"}",
          "{\"reasoningContent\":{\"text\":\"Hm\"}}",
          "{\"reasoningContent\":{\"signature\":\"c2ln\"}}",
          "{\"reasoningContent\":{\"redactedContent\":\"c2ln\"}}",
          "{\"citation\":{\"title\":\"a\",\"location\":{\"documentChar\":{\"documentIndex\":0}}}}",
          "{\"unheardOf\":{\"a\":[1]}}",
          "{}");

  private static final List<String> USAGES =
      List.of(
          "{\"usage\":{\"inputTokens\":10,\"outputTokens\":2,\"totalTokens\":12},"
              + "\"metrics\":{\"latencyMs\":1}}",
          "{\"usage\":{\"inputTokens\":-10,\"outputTokens\":2}}",
          "{\"usage\":{\"inputTokens\":10,\"outputTokens\":2,\"cacheWriteInputTokens\":5,"
              + "\"cacheDetails\":[{\"ttl\":\"1h\",\"inputTokens\":-1000000}]}}",
          "{\"usage\":{\"inputTokens\":9223372036854775807,\"outputTokens\":9223372036854775807}}",
          "{\"usage\":{\"inputTokens\":1e99999999999,\"outputTokens\":2}}",
          "{\"usage\":{\"inputTokens\":\"10\",\"outputTokens\":null}}",
          "{\"usage\":{\"inputTokens\":10}}",
          "{\"usage\":[],\"trace\":{\"guardrail\":{\"inputAssessment\":{\"x\":[]}}}}",
          "{}");

  private static void misplaced(Random random, List<byte[]> frames) {
    var at = random.nextInt(frames.size() + 1);
    switch (random.nextInt(6)) {
      case 0 -> frames.add(at, exception(EXCEPTIONS.get(random.nextInt(EXCEPTIONS.size()))));
      case 1 -> frames.removeLast();
      case 2 -> frames.add(at, event("metadata", USAGES.get(random.nextInt(USAGES.size()))));
      case 3 -> Collections.shuffle(frames, random);
      case 4 -> frames.add(at, oddHeaders(random));
      default -> frames.subList(random.nextInt(frames.size()), frames.size()).clear();
    }
    if (frames.isEmpty()) {
      frames.add(event("unheardOf", "[]"));
    }
  }

  private static byte[] broken(Random random, byte[] frame) {
    var changed = frame.clone();
    switch (random.nextInt(6)) {
      // The prelude's checksum, and the message's.
      case 0 -> changed[8 + random.nextInt(4)] ^= 1;
      case 1 -> changed[changed.length - 1 - random.nextInt(4)] ^= 1;
      // A length that lies.
      case 2 -> ByteBuffer.wrap(changed).putInt(0, pick(random, frame.length));
      case 3 -> ByteBuffer.wrap(changed).putInt(4, pick(random, frame.length));
      case 4 -> changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      default -> changed = event(type(random), payload(random));
    }
    return changed;
  }

  private static int pick(Random random, int length) {
    return List.of(0, 1, 15, 16, length - 1, length + 1, 4 << 20, (4 << 20) + 1, -1, 1 << 30)
        .get(random.nextInt(10));
  }

  private static String type(Random random) {
    return List.of(
            "messageStart",
            "contentBlockStart",
            "contentBlockDelta",
            "contentBlockStop",
            "messageStop",
            "metadata",
            "unheardOf")
        .get(random.nextInt(7));
  }

  /** Events whose payload is not what their type promises. */
  private static String payload(Random random) {
    return List.of(
            "",
            "{",
            "[]",
            "null",
            "{\"contentBlockIndex\":1e9,\"delta\":{\"text\":\"a\"}}",
            "{\"contentBlockIndex\":99999999999,\"delta\":{\"text\":\"a\"}}",
            "{\"contentBlockIndex\":-1,\"delta\":{\"text\":\"a\"}}",
            "{\"contentBlockIndex\":7,\"delta\":{\"text\":7,\"toolUse\":[]}}",
            "{\"delta\":{\"toolUse\":{\"input\":7}}}",
            "{\"start\":{\"toolUse\":{}}}",
            "{\"stopReason\":null}",
            "{\"stopReason\":\"" + "x".repeat(5_000) + "\"}",
            "{\"usage\":{\"inputTokens\":1",
            "{\"a\":" + "[".repeat(2_000))
        .get(random.nextInt(14));
  }

  private static byte[] oddHeaders(Random random) {
    var headers = new HashMap<String, HeaderValue>();
    headers.put(
        ":message-type",
        random.nextBoolean() ? HeaderValue.fromInteger(7) : HeaderValue.fromString("error"));
    headers.put(":event-type", HeaderValue.fromBoolean(true));
    headers.put(":error-code", HeaderValue.fromString("InternalError"));
    if (random.nextBoolean()) {
      headers.put(":message-type", HeaderValue.fromString("event"));
    }
    if (random.nextInt(4) == 0) {
      headers.clear();
    }
    return encoded(headers, "{}");
  }

  private static byte[] event(String type, String json) {
    return frame(":event-type", type, "event", json);
  }

  private static byte[] exception(String type) {
    return frame(":exception-type", type, "exception", "{\"message\":\"it failed\"}");
  }

  private static byte[] frame(String typeHeader, String type, String messageType, String json) {
    var headers = new HashMap<String, HeaderValue>();
    headers.put(typeHeader, HeaderValue.fromString(type));
    headers.put(":content-type", HeaderValue.fromString("application/json"));
    headers.put(":message-type", HeaderValue.fromString(messageType));
    return encoded(headers, json);
  }

  private static byte[] encoded(HashMap<String, HeaderValue> headers, String json) {
    var bytes = new ByteArrayOutputStream();
    new Message(headers, json.getBytes(StandardCharsets.UTF_8)).encode(bytes);
    return bytes.toByteArray();
  }

  @Override
  public String toString() {
    return "-Dfuzz.seed=%d -Dfuzz.cases=1: %s".formatted(seed, HexFormat.of().formatHex(bytes));
  }
}
