package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.converse.ComposedContent.DocumentHead;
import ai.kernelpanic09.sidecar.converse.ComposedContent.SearchResult;
import ai.kernelpanic09.sidecar.json.JsonSplices;
import java.util.List;

/** Writes blocks that hold more than a text, from behind their names to their ends. */
final class ComposedMedia {

  private final JsonSplices to;
  private final WorstCaseTally tally;

  ComposedMedia(JsonSplices to, WorstCaseTally tally) {
    this.to = to;
    this.tally = tally;
  }

  void image(String format, int start, int end) {
    tally.image();
    to.text("{\"format\":").quoted(format);
    to.text(",\"source\":{\"bytes\":\"").range(start, end).text("\"}}}");
  }

  void document(DocumentHead head, int start, int end) {
    head(head, end - start);
    to.text(",\"source\":{\"bytes\":\"").range(start, end).text("\"}}}");
  }

  void document(DocumentHead head, ScannedValue text) {
    head(head, text.jsonBytes());
    to.text(",\"source\":{\"text\":");
    value(text).text("}}}");
  }

  void document(DocumentHead head, List<ScannedValue> texts) {
    head(head, textsBytes(texts));
    to.text(",\"source\":{\"content\":");
    texts(texts);
    to.text("}}}");
  }

  private void head(DocumentHead head, long bytes) {
    tally.opaque();
    var context = head.context();
    var structure =
        "{'format':'','name':'','source':{'bytes':},'context':,'citations':{'enabled':true}}"
            + head.format();
    var named = head.name().jsonBytes();
    tally.ownJson(structure, bytes + named + (context == null ? 0 : context.jsonBytes()), true);
    to.text("{\"format\":").quoted(head.format()).text(",\"name\":");
    value(head.name());
    if (context != null) {
      to.text(",\"context\":");
      value(context);
    }
    citations(head.citations());
  }

  /**
   * A search result.
   *
   * @param guarded whether the guardrail of the call reads it
   */
  void searchResult(SearchResult result, boolean guarded) {
    if (result.citations()) {
      // The model's own prompt for citations comes with it, whose length nobody knows.
      tally.opaque();
    }
    tally.ownJson(
        "{'source':,'title':,'content':,'citations':{'enabled':true}}",
        result.source().jsonBytes() + result.title().jsonBytes() + textsBytes(result.texts()),
        guarded);
    to.text("{\"source\":");
    value(result.source()).text(",\"title\":");
    value(result.title()).text(",\"content\":");
    texts(result.texts());
    citations(result.citations());
    to.text("}}");
  }

  private void citations(boolean enabled) {
    if (enabled) {
      to.text(",\"citations\":{\"enabled\":true}");
    }
  }

  private static long textsBytes(List<ScannedValue> texts) {
    var structure = 2L * "{'text':},".length() * texts.size();
    return structure + texts.stream().mapToLong(ScannedValue::jsonBytes).sum();
  }

  private void texts(List<ScannedValue> texts) {
    var separator = "[{\"text\":";
    for (var each : texts) {
      to.text(separator);
      value(each).text("}");
      separator = ",{\"text\":";
    }
    to.text(texts.isEmpty() ? "[]" : "]");
  }

  private JsonSplices value(ScannedValue value) {
    return to.range(value.start(), value.end());
  }
}
