package ai.kernelpanic09.sidecar.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.call.CallLabel;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.call.ModelCall;
import ai.kernelpanic09.sidecar.converse.ConverseRequest;
import ai.kernelpanic09.sidecar.endpoint.Revision;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.invokemodel.InvokeModelCall;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.surface.own.InvokeReader;
import ai.kernelpanic09.sidecar.textcheck.TextKind;
import ai.kernelpanic09.simulator.shape.ServiceModel;
import ai.kernelpanic09.simulator.shape.ShapeCheck;
import ai.kernelpanic09.simulator.wire.AwsError;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Judges what a reader makes of a body: a refusal that names the fault, or a request that is JSON,
 * that has the shape of its operation, and that reserves enough.
 */
final class ReadOracle {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final ShapeCheck SHAPES = new ShapeCheck(ServiceModel.runtime());
  private static final Map<String, EndpointLimits> LIMITS =
      BillingModel.ALL.stream()
          .collect(Collectors.toUnmodifiableMap(BillingModel::id, BillingModel::limits));
  private static final String MODEL = "amazon.nova-lite-v1:0";
  private static final CallLabel LABEL = new CallLabel("Deployment/web", "2026-01-01", "c-1", "r");

  /** What became of a case. */
  enum Outcome {
    REFUSED,
    UNSERVABLE,
    SERVED
  }

  private ReadOracle() {}

  /** Judges a case; any error of it is one of the reader. */
  static Outcome judge(FuzzCase each) throws IOException {
    var revision = each.form().endpoint(each.seed());
    ModelCall<?> call;
    try {
      call = each.form().read(received(each), revision.limits());
    } catch (InvalidRequestException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("null");
      return Outcome.REFUSED;
    } catch (CallFailure e) {
      assertThat(e.getMessage()).isNotBlank();
      return Outcome.REFUSED;
    }
    assertThat(call.allocated()).isNotNegative();
    try {
      written(each, call, revision);
    } catch (InvalidRequestException e) {
      throw new AssertionError("what was written is no JSON: " + e.getMessage(), e);
    }
    return call.unservable(revision.limits()) == null ? Outcome.SERVED : Outcome.UNSERVABLE;
  }

  /** The body in pieces, as the network may have split it. */
  private static ReceivedBytes received(FuzzCase each) {
    var whole = each.body();
    var received = new ReceivedBytes();
    var piece = 1 + Math.floorMod(each.seed() * 31, 6_000);
    for (var at = 0; at < whole.length; at += piece) {
      received.append(Arrays.copyOfRange(whole, at, Math.min(whole.length, at + piece)));
    }
    return received;
  }

  private static void written(FuzzCase each, ModelCall<?> call, Revision revision)
      throws IOException, InvalidRequestException {
    var streamed = each.seed() % 2 == 0;
    var request = call.request(revision, LABEL, streamed);
    var bytes = request.body().open().readAllBytes();
    assertThat(bytes).hasSize(Math.toIntExact(request.body().length()));
    var tree = parsed(bytes);
    switch (call) {
      case ConverseRequest converse -> {
        WrittenTerms.requireOurs(bytes, tree, revision);
        if (each.clean() || each.form().composes()) {
          shape(tree, streamed);
        }
        var shape = converse.shape(revision.limits());
        WrittenCounts.of(tree).requireWithin(shape);
        WrittenUnseen.of(tree).requireChecked(call.checkedTexts());
        passed(bytes, shape, revision);
        for (var model : BillingModel.ALL) {
          assertThat(BilledAtMost.wrong(model, LIMITS.get(model.id()), converse, tree)).isNull();
        }
      }
      case InvokeModelCall invoke -> {
        WrittenTerms.requireOurs(bytes, request, revision);
        if (each.form() != Form.EMBEDDINGS) {
          InvokedBody.requirePassedOn(parsed(each.body()), tree, revision.limits());
        }
        if (each.clean()) {
          InvokedBody.requireCounted(tree, Objects.requireNonNull(invoke.shape(revision.limits())));
        }
      }
      default -> {
        if (!each.form().composes()) {
          assertThat(bytes).isEqualTo(each.body());
        }
        assertThat(call.shape(revision.limits())).isNull();
      }
    }
    masked(call, revision, streamed, tree);
  }

  private static JsonNode parsed(byte[] bytes) throws IOException {
    try (JsonParser from = JSON.createParser(bytes)) {
      return JSON.readTree(from);
    }
  }

  private static void shape(JsonNode tree, boolean streamed) {
    var members = new JsonObject(tree.toString()).put("modelId", MODEL);
    try {
      SHAPES.check(streamed ? "ConverseStreamRequest" : "ConverseRequest", members);
    } catch (AwsError e) {
      // Media are not read, for that costs more than it gains: Bedrock refuses what is no base64.
      assertThat(e.text()).contains("Invalid base64");
    }
  }

  /** The same request in Converse's own shape reserves no more than the form did. */
  private static void passed(byte[] written, CallShape shape, Revision revision)
      throws InvalidRequestException {
    var whole = ReceivedBytes.of(written);
    var from = new JsonScanner(whole);
    from.next();
    var members = JsonMembers.read(from);
    var own = new StringBuilder("{");
    for (var name : List.of("messages", "system", "toolConfig")) {
      var member = members.get(name);
      if (member != null) {
        own.append(own.length() == 1 ? "\"" : ",\"").append(name).append("\":");
        own.append(
            new String(
                written, member.start(), member.end() - member.start(), StandardCharsets.UTF_8));
      }
    }
    CallShape again;
    try {
      again =
          InvokeReader.read(
                  ReceivedBytes.of(own.append("}").toString().getBytes(StandardCharsets.UTF_8)),
                  Held.NOTHING)
              .request()
              .shape(revision.limits());
    } catch (InvalidRequestException e) {
      throw new AssertionError("/invoke would refuse what was written: " + e.getMessage(), e);
    }
    assertThat(shape.messages()).isGreaterThanOrEqualTo(again.messages());
    assertThat(shape.textBytes()).isGreaterThanOrEqualTo(again.textBytes());
    assertThat(shape.guardedCharacters()).isGreaterThanOrEqualTo(again.guardedCharacters());
    assertThat(shape.images()).isGreaterThanOrEqualTo(again.images());
    assertThat(shape.opaque() || !again.opaque()).isTrue();
    assertThat(shape.tools() || !again.tools()).isTrue();
    assertThat(shape.cachePoint() || !again.cachePoint()).isTrue();
  }

  /** A guardrail that masks nothing changes nothing of what is sent. */
  private static void masked(
      ModelCall<?> call, Revision revision, boolean streamed, JsonNode before) throws IOException {
    var texts = call.checkedTexts();
    var indexes = new ArrayList<Integer>();
    var read = new ArrayList<String>();
    for (var i = 0; i < texts.count(); i++) {
      if (texts.kind(i) == TextKind.DOCUMENT) {
        // A text in base64 may be no text, and may be written in more than one way.
        continue;
      }
      var text = texts.read(i);
      assertThat(texts.length(i)).isGreaterThanOrEqualTo(text.length());
      indexes.add(i);
      read.add(text);
    }
    texts.replace(indexes, read);
    var after = parsed(call.request(revision, LABEL, streamed).body().open().readAllBytes());
    assertThat((ObjectNode) after).isEqualTo(before);
  }
}
