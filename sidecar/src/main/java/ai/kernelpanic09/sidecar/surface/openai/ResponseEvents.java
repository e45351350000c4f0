package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.body.SplicedBuffer;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.JsonSplices;
import ai.kernelpanic09.sidecar.surface.EventStream;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Consumer;

/** Writes the events of a streamed response, numbered in their order. */
final class ResponseEvents {

  private static final String NO_LOGPROBS = ",\"logprobs\":[]";

  private final EventStream stream;
  private final ReceivedBytes kept;
  private final ResponseJson response;
  private int number;

  /**
   * @param kept the body that the items' texts are of
   */
  ResponseEvents(EventStream stream, ReceivedBytes kept, ResponseJson response) {
    this.stream = stream;
    this.kept = kept;
    this.response = response;
  }

  /** The response begins. */
  void begun() {
    for (var type : List.of("response.created", "response.in_progress")) {
      send(type, to -> response(to, List.of(), ResponseJson.End.OPEN));
    }
  }

  private void response(JsonSplices to, List<OutputItem> items, ResponseJson.End end) {
    to.text(",\"response\":");
    response.response(to, kept, items, end);
  }

  /** An item begins, of which nothing has come yet. */
  void itemAdded(int index, OpenItem item) {
    send(
        "response.output_item.added", to -> item(to, index, item, ResponseJson.Status.IN_PROGRESS));
    if (item.kind() == OpenItem.Kind.MESSAGE) {
      send(
          "response.content_part.added",
          to -> {
            at(to, index, item, ",\"content_index\":0,\"part\":");
            ResponseJson.part(to, List.of());
          });
    }
  }

  private void item(JsonSplices to, int index, OpenItem item, ResponseJson.Status status) {
    to.text(",\"output_index\":" + index + ",\"item\":");
    response.item(to, kept, index, item.item(), status);
  }

  void textDelta(int index, OpenItem item, Range more) {
    send(
        "response.output_text.delta",
        to -> {
          at(to, index, item, ",\"content_index\":0,\"delta\":");
          ResponseJson.joined(to, List.of(more));
          to.text(NO_LOGPROBS);
        });
  }

  void argumentsDelta(int index, OpenItem item, String more) {
    send(
        "response.function_call_arguments.delta",
        to -> {
          at(to, index, item, ",\"delta\":");
          to.quoted(more);
        });
  }

  void summaryAdded(int index, OpenItem item) {
    send(
        "response.reasoning_summary_part.added",
        to -> {
          at(to, index, item, ",\"summary_index\":0,\"part\":");
          ResponseJson.summary(to, List.of());
        });
  }

  void summaryDelta(int index, OpenItem item, Range more) {
    send(
        "response.reasoning_summary_text.delta",
        to -> {
          at(to, index, item, ",\"summary_index\":0,\"delta\":");
          ResponseJson.joined(to, List.of(more));
        });
  }

  /** Nothing more comes of an item. */
  void itemDone(int index, OpenItem item, ResponseJson.Status status) {
    switch (item.kind()) {
      case MESSAGE -> {
        send(
            "response.output_text.done",
            to -> {
              at(to, index, item, ",\"content_index\":0,\"text\":");
              ResponseJson.joined(to, item.texts());
              to.text(NO_LOGPROBS);
            });
        send(
            "response.content_part.done",
            to -> {
              at(to, index, item, ",\"content_index\":0,\"part\":");
              ResponseJson.part(to, item.texts());
            });
      }
      case FUNCTION_CALL ->
          send(
              "response.function_call_arguments.done",
              to -> {
                at(to, index, item, ",\"arguments\":");
                to.quoted(item.arguments());
              });
      case REASONING -> {
        if (response.wish().summary() && !item.isEmpty()) {
          summaryDone(index, item);
        }
      }
    }
    send("response.output_item.done", to -> item(to, index, item, status));
  }

  private void summaryDone(int index, OpenItem item) {
    send(
        "response.reasoning_summary_text.done",
        to -> {
          at(to, index, item, ",\"summary_index\":0,\"text\":");
          ResponseJson.joined(to, item.texts());
        });
    send(
        "response.reasoning_summary_part.done",
        to -> {
          at(to, index, item, ",\"summary_index\":0,\"part\":");
          ResponseJson.summary(to, item.texts());
        });
  }

  /** Which item an event is about. */
  private void at(JsonSplices to, int index, OpenItem item, String behind) {
    to.text(",\"item_id\":").quoted(response.id(index, item.item()));
    to.text(",\"output_index\":" + index).text(behind);
  }

  /** The response has come to its end. */
  void end(List<OutputItem> items, ResponseJson.End end) {
    stream.end(event("response." + end.status().text(), to -> response(to, items, end)));
  }

  /** The response ends in a failure; clients look for it in either event. */
  void failed(List<OutputItem> items, CallFailure failure) {
    send(
        "error",
        to -> {
          to.text(",\"code\":").quoted(OpenAiErrors.code(failure));
          to.text(",\"message\":").quoted(failure.text());
          to.text(",\"param\":null,\"error\":").own(OpenAiErrors.error(failure));
        });
    end(items, new ResponseJson.End(ResponseJson.Status.FAILED, "", null, failure));
  }

  private void send(String type, Consumer<JsonSplices> members) {
    stream.send(event(type, members));
  }

  private Buffer event(String type, Consumer<JsonSplices> members) {
    var written = new Splices(kept);
    var to = new JsonSplices(written);
    to.text("{\"type\":").quoted(type).text(",\"sequence_number\":" + number++);
    members.accept(to);
    to.text("}").flush();
    return EventStream.event(type, (int) written.length()).appendBuffer(SplicedBuffer.of(written));
  }
}
