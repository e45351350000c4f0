package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.bedrock.AnswerHead;
import ai.kernelpanic09.sidecar.guardrail.AssessmentReader;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a call used, wherever its answer tells it: in headers, in the metrics of a stream's
 * last chunk, in the vendor's own members. Where they differ the larger number counts.
 */
final class InvokeUsage {

  private static final String UNKNOWN = "a number that is none";

  private final Family family;
  private final boolean longCache;
  private final AssessmentReader assessments = new AssessmentReader();
  private long input = -1;
  private long output = -1;
  private long cacheRead;
  private long cacheWrite;
  private long cacheWrite5m;
  private long cacheWrite1h;
  private boolean complete;

  /**
   * @param longCache whether the request asked for a cache that lives an hour: what is written
   *     without details is then priced as that
   */
  InvokeUsage(Family family, boolean longCache) {
    this.family = family;
    this.longCache = longCache;
  }

  /** Whether the last chunk of a stream has told its metrics. */
  boolean isComplete() {
    return complete && usage() != null;
  }

  AssessmentReader assessments() {
    return assessments;
  }

  void headers(AnswerHead head) throws IOException {
    input = Math.max(input, header(head, "input"));
    output = Math.max(output, header(head, "output"));
    cacheRead = Math.max(cacheRead, header(head, "cache-read-input"));
    cacheWrite = Math.max(cacheWrite, header(head, "cache-write-input"));
  }

  private static long header(AnswerHead head, String kind) throws IOException {
    var told = head.header("x-amzn-bedrock-" + kind + "-token-count");
    try {
      return told == null ? -1 : Long.parseLong(told);
    } catch (NumberFormatException e) {
      throw new IOException(UNKNOWN, e);
    }
  }

  /** The members of an answer, or of a chunk of one. */
  void members(JsonMembers of) throws IOException, InvalidRequestException {
    usage(of.get("usage"));
    input(of, "prompt_token_count");
    output(of, "generation_token_count");
    input(of, "inputTextTokenCount");
    output(of, "totalOutputTextTokenCount");
    results(of.get("results"));
    metrics(of.get("amazon-bedrock-invocationMetrics"));
    var trace = of.get("amazon-bedrock-trace");
    if (trace != null && trace.isObject()) {
      try (var bytes = trace.body().open(trace.start(), trace.end());
          var from = Json.parser(bytes.readNBytes(trace.end() - trace.start()))) {
        from.nextToken();
        assessments.read(from);
      }
    }
  }

  /** The object {@code usage} of Claude, Nova, and models with OpenAI's form. */
  void usage(@Nullable JsonMember usage) throws InvalidRequestException {
    if (usage == null || !usage.isObject()) {
      return;
    }
    var members = usage.members();
    input(members, "input_tokens");
    input(members, "inputTokens");
    input(members, "prompt_tokens");
    output(members, "output_tokens");
    output(members, "outputTokens");
    output(members, "completion_tokens");
    cacheRead = Math.max(cacheRead, number(members, "cache_read_input_tokens"));
    cacheRead = Math.max(cacheRead, number(members, "cacheReadInputTokenCount"));
    cacheWrite = Math.max(cacheWrite, number(members, "cache_creation_input_tokens"));
    cacheWrite = Math.max(cacheWrite, number(members, "cacheWriteInputTokenCount"));
    var details = members.get("cache_creation");
    if (details != null && details.isObject()) {
      var byLife = details.members();
      cacheWrite5m = Math.max(cacheWrite5m, number(byLife, "ephemeral_5m_input_tokens"));
      cacheWrite1h = Math.max(cacheWrite1h, number(byLife, "ephemeral_1h_input_tokens"));
    }
  }

  private void results(@Nullable JsonMember results) throws InvalidRequestException {
    if (results != null && results.isArray()) {
      var tokens = 0L;
      for (var each : results.items(BodyCount.MAX_PARTS)) {
        tokens += Math.max(0, each.isObject() ? number(each.members(), "tokenCount") : 0);
      }
      output = Math.max(output, tokens);
    }
  }

  private void metrics(@Nullable JsonMember metrics) throws InvalidRequestException {
    if (metrics != null && metrics.isObject()) {
      var members = metrics.members();
      input(members, "inputTokenCount");
      // What is billed. The message of a stream that a guardrail blocked began with a token.
      var billed = number(members, "outputTokenCount");
      output = billed < 0 ? output : billed;
      cacheRead = Math.max(cacheRead, number(members, "cacheReadInputTokenCount"));
      cacheWrite = Math.max(cacheWrite, number(members, "cacheWriteInputTokenCount"));
      complete = true;
    }
  }

  private void input(JsonMembers of, String name) throws InvalidRequestException {
    input = Math.max(input, number(of, name));
  }

  private void output(JsonMembers of, String name) throws InvalidRequestException {
    output = Math.max(output, number(of, name));
  }

  private static long number(JsonMembers of, String name) throws InvalidRequestException {
    var member = of.get(name);
    return member == null ? -1 : member.wholeNumber(0);
  }

  /** Null as long as it is not told. */
  @Nullable Usage usage() {
    var generated = family.embeds() ? 0 : output;
    if (input < 0 || generated < 0) {
      return null;
    }
    var detailed = cacheWrite5m + cacheWrite1h;
    var undetailed = Math.max(0, cacheWrite - detailed);
    var longLived = cacheWrite1h + (longCache ? undetailed : 0);
    return new Usage(
        input,
        generated,
        Math.max(0, cacheRead),
        Math.max(cacheWrite, detailed) - longLived,
        longLived,
        assessments.units());
  }
}
