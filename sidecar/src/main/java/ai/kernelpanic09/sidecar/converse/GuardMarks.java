package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.GuardrailExemption;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code guardContent} blocks by which a caller marks what its guardrail is to look at. Where
 * messages hold one, Bedrock looks at nothing else of them. So where nothing is to go unseen, the
 * marks are taken off: then Bedrock looks at all of the messages.
 *
 * <p>A source or a query for contextual grounding needs its mark. It is kept, with the mark of
 * content to look at added to it, and nothing may stand beside it that has none.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-use-converse-api.html">Include
 *     a guardrail with the Converse API</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-contextual-grounding-check.html">Contextual
 *     grounding checks: qualifiers</a>
 */
final class GuardMarks {

  private static final String LOOKED_AT = "guard_content";
  private static final int MAX_QUALIFIERS = 10;

  private static final byte[] TEXT = "{\"text\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] IMAGE = "{\"image\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "}".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] QUALIFIER =
      ("\"" + LOOKED_AT + "\",").getBytes(StandardCharsets.US_ASCII);

  private final List<Mark> marks = new ArrayList<>();
  private boolean unmarked;
  private @Nullable String systemImage;

  /**
   * One block.
   *
   * @param start of the block
   * @param name of the content that is marked, as JSON up to its value
   * @param value what is marked
   * @param grounds whether it is a source or a query for contextual grounding
   * @param qualifiers where to write one more; -1 where none is to be written
   */
  @SuppressWarnings("ArrayRecordComponent") // Records of this type are never compared.
  private record Mark(
      BlockPlace place,
      int start,
      int end,
      byte[] name,
      JsonMember value,
      boolean grounds,
      int qualifiers) {}

  /** A range of the body with what takes its place. */
  @SuppressWarnings("ArrayRecordComponent") // Records of this type are never compared.
  private record Change(int start, int end, byte[] by) {}

  /** Notes content of a message that has no mark. */
  void unmarked() {
    unmarked = true;
  }

  /** The text that a block marks; null when it marks an image. */
  static @Nullable JsonMember text(JsonMember marked) throws InvalidRequestException {
    var text = marked.members().get("text");
    return text == null ? null : text.members().require("text");
  }

  /**
   * Notes a block.
   *
   * @param start of the block, whose value is {@code marked}
   * @throws InvalidRequestException when it marks neither a text nor an image
   */
  void add(BlockPlace place, int start, JsonMember marked, int end) throws InvalidRequestException {
    var members = marked.members();
    members.allow(Set.of("text", "image"));
    var image = members.get("image");
    var text = members.get("text");
    if ((image == null) == (text == null)) {
      throw marked.wrong("must hold either a text or an image");
    }
    if (image != null) {
      if (place == BlockPlace.SYSTEM && systemImage == null) {
        systemImage = image.path();
      }
      marks.add(new Mark(place, start, end, IMAGE, image, false, -1));
      return;
    }
    var content = members.require("text").members();
    content.allow(Set.of("text", "qualifiers"));
    var qualifiers = content.get("qualifiers");
    var grounds = false;
    var lookedAt = true;
    if (qualifiers != null) {
      lookedAt = false;
      for (var each : qualifiers.items(MAX_QUALIFIERS)) {
        var own = each.word().equals(LOOKED_AT);
        grounds |= !own;
        lookedAt |= own;
      }
      lookedAt |= !grounds;
    }
    marks.add(
        new Mark(
            place,
            start,
            end,
            TEXT,
            content.require("text"),
            grounds,
            lookedAt || qualifiers == null ? -1 : qualifiers.start() + 1));
  }

  /**
   * Why the call can't be made under these limits, behind the path of a member; null when it can.
   */
  @Nullable String refused(EndpointLimits limits) {
    if (!overrules(limits)) {
      return null;
    }
    if (systemImage != null) {
      return systemImage
          + ": can't be looked at by the endpoint's guardrail without taking the messages out of its"
          + " sight; put it into a message";
    }
    if (!unmarked) {
      return null;
    }
    for (var each : marks) {
      if (each.grounds) {
        return each.value.path()
            + ": beside it Bedrock's guardrail looks at nothing that has no mark; put all texts and"
            + " images of the messages into a guardContent";
      }
    }
    return null;
  }

  /**
   * Why the answer can't be streamed under these limits, behind the path of a member; null when it
   * can: AWS does not say whether the check of a source is charged for each part of a stream.
   */
  @Nullable String unstreamable(EndpointLimits limits) {
    if (limits.pricing().checksGrounding()) {
      for (var each : marks) {
        if (each.grounds) {
          return each.value.path()
              + ": an answer that a guardrail checks against a source or a query can't be streamed,"
              + " for the check may be charged for each part of it; ask for the whole answer";
        }
      }
    }
    return null;
  }

  /** A body with the marks that it is sent with under these limits. */
  Splices within(Splices body, EndpointLimits limits) {
    if (marks.isEmpty() || !overrules(limits)) {
      return body;
    }
    var grounded = marks.stream().anyMatch(Mark::grounds);
    var changes = new ArrayList<Change>();
    for (var each : marks) {
      // A mark in the system prompt may take the messages out of sight too.
      var isTakenOff = !each.grounds && (each.place == BlockPlace.SYSTEM || !grounded);
      if (isTakenOff) {
        changes.add(new Change(each.start, each.value.start(), each.name));
        changes.add(new Change(each.value.end(), each.end, END));
      } else if (each.qualifiers >= 0) {
        changes.add(new Change(each.qualifiers, each.qualifiers, QUALIFIER));
      }
    }
    changes.sort(Comparator.comparingInt(Change::start));
    return body.replacing(
        changes.stream().mapToInt(Change::start).toArray(),
        changes.stream().mapToInt(Change::end).toArray(),
        changes.size(),
        i -> changes.get(i).by);
  }

  /** Whether it is the endpoint that decides what is looked at, not the caller. */
  private static boolean overrules(EndpointLimits limits) {
    var guardrail = limits.guardrail();
    return guardrail != null && !guardrail.exempts(GuardrailExemption.UNMARKED_CONTENT);
  }

  /** Bytes of memory that the notes take. */
  long allocated() {
    return 100L * marks.size();
  }
}
