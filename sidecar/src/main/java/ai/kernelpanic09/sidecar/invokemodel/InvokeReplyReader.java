package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.sidecar.bedrock.BedrockAnswer;
import ai.kernelpanic09.sidecar.body.Patch;
import ai.kernelpanic09.sidecar.guardrail.RedactedTrace;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a whole answer of InvokeModel: of its content only where inputs of tools stand. */
final class InvokeReplyReader {

  private static final int MAX_BLOCKS = 100_000;

  private InvokeReplyReader() {}

  /**
   * Reads an answer.
   *
   * @throws IOException when it is no object of JSON
   */
  static InvokeModelReply read(BedrockAnswer answer, Family family, boolean longCache)
      throws IOException {
    var used = new InvokeUsage(family, longCache);
    used.headers(answer.head());
    var body = answer.body();
    try {
      var from = JsonScanner.lenient(body, 0, body.length());
      from.next();
      var members = JsonMembers.read(from);
      used.members(members);
      var content =
          new InvokeModelReply.Content(
              answer.head(), body, inputs(family, members), patches(members));
      return new InvokeModelReply(
          family,
          content,
          "",
          stopReason(members),
          used.usage(),
          used.assessments().applied(),
          used.assessments().findings());
    } catch (InvalidRequestException e) {
      throw new IOException("an answer that can't be read: " + e.getMessage(), e);
    }
  }

  private static String stopReason(JsonMembers members) throws InvalidRequestException {
    for (var name : new String[] {"stop_reason", "stopReason"}) {
      var reason = members.get(name);
      if (reason != null && reason.isText()) {
        return reason.word();
      }
    }
    return "";
  }

  private static List<Patch> patches(JsonMembers members) throws IOException {
    var trace = members.get("amazon-bedrock-trace");
    if (trace == null) {
      return List.of();
    }
    try (var bytes = trace.body().open(trace.start(), trace.end())) {
      var length = trace.end() - trace.start();
      return List.of(
          new Patch(trace.start(), trace.end(), RedactedTrace.of(bytes.readNBytes(length))));
    }
  }

  private static List<JsonMember> inputs(Family family, JsonMembers members)
      throws InvalidRequestException {
    return switch (family) {
      case CLAUDE -> inputs(members.get("content"), false);
      case NOVA -> {
        var output = members.get("output");
        var message = output == null ? null : output.members().get("message");
        yield message == null ? List.of() : inputs(message.members().get("content"), true);
      }
      default -> List.of();
    };
  }

  /**
   * @param nested whether a use of a tool is a member of its block, as in Converse
   */
  private static List<JsonMember> inputs(@Nullable JsonMember content, boolean nested)
      throws InvalidRequestException {
    var inputs = new ArrayList<JsonMember>();
    if (content != null && content.isArray()) {
      for (var block : content.items(MAX_BLOCKS)) {
        var members = block.members();
        var use = nested ? members.get("toolUse") : null;
        var input = use == null ? members.get("input") : use.members().get("input");
        if (input != null) {
          inputs.add(input);
        }
      }
    }
    return inputs;
  }
}
