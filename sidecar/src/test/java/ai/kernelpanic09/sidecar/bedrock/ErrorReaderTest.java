package ai.kernelpanic09.sidecar.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.bedrock.BedrockException.Kind;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorReaderTest {

  private static byte[] body(String message) {
    return ("{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8);
  }

  private static AnswerHead head(String type) {
    return new AnswerHead(
        MultiMap.caseInsensitiveMultiMap()
            .add("x-amzn-errortype", type)
            .add("x-amzn-requestid", "r-1"));
  }

  private static Kind kind(int status, String type, String message) {
    return ErrorReader.read(status, head(type + ":http://internal.amazon.com/"), body(message))
        .kind();
  }

  @ParameterizedTest
  @CsvSource({
    "Operation not allowed",
    "The provided model identifier is invalid.",
    "Invocation of model ID x with on-demand throughput isn’t supported. Retry your request.",
    "Invocation of model ID x with on-demand throughput isn't supported. Retry your request."
  })
  void whatIsWrongWithTheAccountOrModelIsNotTheRequestsFault(String message) {
    assertThat(kind(400, "ValidationException", message)).isEqualTo(Kind.DENIED);
    assertThat(ErrorReader.readFirst(AnswerHead.NONE, "validationException", body(message)).kind())
        .isEqualTo(Kind.DENIED);
  }

  @Test
  void whatIsWrongWithTheRequestIsToldToItsCaller() {
    assertThat(kind(400, "ValidationException", "messages: roles must alternate"))
        .isEqualTo(Kind.REJECTED);
    assertThat(kind(400, "SerializationException", "?")).isEqualTo(Kind.REJECTED);
    assertThat(kind(403, "SomethingNewException", "?")).isEqualTo(Kind.DENIED);
  }

  @Test
  void whatNobodyHasTypedMayHaveBeenBilled() {
    assertThat(ErrorReader.read(400, AnswerHead.NONE, body("?")).kind()).isEqualTo(Kind.FAILED);
    assertThat(ErrorReader.readFirst(AnswerHead.NONE, "somethingNewException", body("?")).kind())
        .isEqualTo(Kind.FAILED);
  }

  @Test
  void anErrorIsKeptAsBedrockToldIt() {
    var head = head("ThrottlingException:http://internal.amazon.com/");
    assertThat(ErrorReader.read(429, head, body("Too many")).error())
        .isEqualTo(new BedrockError(429, "ThrottlingException", "Too many", "r-1"));
    assertThat(ErrorReader.readStreamed(head, "modelStreamErrorException", body("Broken")).error())
        .isEqualTo(new BedrockError(200, "modelStreamErrorException", "Broken", "r-1"));
    assertThat(CallFailure.of(ErrorReader.read(500, head, body("Oh"))).ofTheModel().bedrockError())
        .isEqualTo(new BedrockError(500, "ThrottlingException", "Oh", "r-1"));
  }

  @Test
  void accountsAndRolesAreNotToldToCallers() {
    var text =
        ErrorReader.read(
                403,
                head("AccessDeniedException"),
                body(
                    "User: arn:aws:sts::123456789012:assumed-role/bedrock-invoker/team.haiku is not"
                        + " authorized to perform: bedrock:InvokeModel on resource:"
                        + " arn:aws:bedrock:us-east-1::foundation-model/x in account"
                        + " 123456789012"))
            .getMessage();
    assertThat(text)
        .doesNotContain("123456789012", "bedrock-invoker")
        .contains(
            "User: (an ARN) is not authorized to perform: bedrock:InvokeModel on resource:"
                + " arn:aws:bedrock:us-east-1::foundation-model/x in account (an account)");
  }

  static List<ErrorTable.Row> rows() {
    return ErrorTable.rows();
  }

  /** An error that is of the row and of nothing else. */
  private static BedrockException errorOf(ErrorTable.Row row) {
    var status = row.statuses().from() == 0 ? 599 : row.statuses().from();
    var type = row.type().equals("*") ? "SomethingNewException" : row.type();
    var head = type.isEmpty() ? AnswerHead.NONE : head(type + ":http://internal.amazon.com/");
    return ErrorReader.read(status, head, body("It says: " + row.messagePart() + "."));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowDecidesAboutItsErrorAndNoRowBeforeItDoes(ErrorTable.Row row) {
    var status = row.statuses().from() == 0 ? 599 : row.statuses().from();
    var type = row.type().equals("*") ? "SomethingNewException" : row.type();
    assertThat(ErrorTable.row(status, type, "It says: " + row.messagePart() + ".")).isEqualTo(row);
    assertThat(errorOf(row).kind()).isEqualTo(row.kind());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void onlyWhatTheServiceItselfHasSaidProvesThatNothingIsBilled(ErrorTable.Row row) {
    if (!row.kind().mayBeBilled()) {
      assertThat(row.type().isEmpty()).isEqualTo(List.of("429", "503").contains(row.status()));
    }
    var streamed = ErrorTable.streamed(row.type(), row.messagePart());
    assertThat(streamed.mayBeBilled()).as("once the answer has begun: " + streamed).isTrue();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void onlyAWrongRequestIsTheCallersFault(ErrorTable.Row row) {
    assertThat(CallFailure.of(errorOf(row)).code() == ErrorCode.INVALID_REQUEST)
        .isEqualTo(row.kind() == Kind.REJECTED)
        .isNotEqualTo(row.kind().isOfTheModel());
  }

  @Test
  void whatTheLogIsToldIsOneLineWithTheWholeMessage() {
    var e =
        ErrorReader.read(
            403,
            head("AccessDeniedException"),
            body("User: arn:aws:iam::123456789012:role/invoker\\n may not \\\"invoke\\\""));
    assertThat(e.told())
        .isEqualTo("User: arn:aws:iam::123456789012:role/invoker  may not  invoke ");
    assertThat(e.getMessage()).contains("User: (an ARN)").doesNotContain("123456789012");
  }

  @Test
  void anErrorThatNoModelOfTheServiceHasIsToldWithoutAccountsToo() {
    var e =
        ErrorReader.readUnmodelled(
            head("ignored"), "InternalError", "account 123456789012 has a problem");
    assertThat(e.kind()).isEqualTo(Kind.FAILED);
    assertThat(e.error())
        .isEqualTo(
            new BedrockError(
                200,
                "internalServerException",
                "InternalError: account (an account) has a problem",
                "r-1"));
  }
}
