package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.guardrail.RedactedTrace;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.reply.EventReader;
import ai.kernelpanic09.sidecar.reply.ReplyEvent;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Reads the chunks of InvokeModelWithResponseStream: a vendor's events, in base64. The last one
 * tells what the call used.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithResponseStream.html">InvokeModelWithResponseStream</a>
 */
final class ChunkReader implements EventReader<InvokeModelReply> {

  private static final String TRACE = "amazon-bedrock-trace";

  private final Family family;
  private final ChunkForm form;
  private final InvokeUsage used;
  private String stopReason = "";

  /** The first block that uses a tool, in whose place a text of ours comes; -1 before there is. */
  private int tool = -1;

  /**
   * @param longCache whether the request asked for a cache that lives an hour
   */
  ChunkReader(Family family, boolean longCache) {
    this.family = family;
    form = ChunkForm.of(family);
    used = new InvokeUsage(family, longCache);
  }

  @Override
  public ReplyEvent read(Frame frame) throws IOException {
    if (!frame.type().equals("chunk")) {
      return new ReplyEvent.Other(frame);
    }
    var chunk = decoded(frame);
    try {
      var from = JsonScanner.lenient(ReceivedBytes.of(chunk), 0, chunk.length);
      from.next();
      var members = JsonMembers.read(from);
      used.members(members);
      form.usage(members, used);
      var shown =
          members.has(TRACE)
              ? InvokeFrames.chunk(RedactedTrace.within(chunk, 0, chunk.length, TRACE))
              : frame;
      return noted(form.event(shown, members));
    } catch (InvalidRequestException e) {
      throw new IOException("a chunk that can't be read: " + e.getMessage(), e);
    }
  }

  private ReplyEvent noted(ReplyEvent event) {
    if (event instanceof ReplyEvent.MessageStop stop && !stop.stopReason().isEmpty()) {
      stopReason = stop.stopReason();
    }
    if (tool < 0 && event instanceof ReplyEvent.BlockStart start && start.tool() != null) {
      tool = start.index();
    }
    return event;
  }

  private static byte[] decoded(Frame frame) throws IOException {
    try (var from = Json.parser(frame.bytes(), frame.start(), frame.end() - frame.start())) {
      if (from.nextToken() == JsonToken.START_OBJECT) {
        while (from.nextToken() == JsonToken.FIELD_NAME) {
          var isBytes = from.currentName().equals("bytes");
          from.nextToken();
          if (isBytes) {
            return from.getBinaryValue();
          }
          from.skipChildren();
        }
      }
    }
    throw new IOException("a chunk without bytes");
  }

  @Override
  public boolean isComplete() {
    return used.isComplete() && (!form.tellsStop() || !stopReason.isEmpty());
  }

  @Override
  public InvokeModelReply reply() {
    return new InvokeModelReply(
        family,
        null,
        "",
        stopReason,
        used.usage(),
        used.assessments().applied(),
        used.assessments().findings());
  }

  @Override
  public ReplyEvent text(String text) {
    return InvokeFrames.text(family, tool < 0 ? 0 : tool, text);
  }

  @Override
  public ReplyEvent toolInput(int index, String input) {
    return InvokeFrames.toolInput(family, index, input);
  }
}
