package ai.kernelpanic09.e2e.sdk;

import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * One call to Bedrock and one to S3 with unconfigured clients; prints the status of each answer.
 */
final class UnconfiguredCalls {

  private static final String MODEL = "anthropic.claude-haiku-4-5-20251001-v1:0";

  public static void main(String[] arguments) {
    try (var http = Apache5HttpClient.create();
        var bedrock = BedrockRuntimeClient.builder().httpClient(http).build();
        var s3 = S3Client.builder().httpClient(http).build()) {
      var hello =
          Message.builder()
              .role(ConversationRole.USER)
              .content(List.of(ContentBlock.fromText("Hello")))
              .build();
      print(
          "bedrock", () -> bedrock.converse(call -> call.modelId(MODEL).messages(List.of(hello))));
      print("s3", s3::listBuckets);
    }
  }

  private static void print(String service, Runnable call) {
    var status = 200;
    try {
      call.run();
    } catch (AwsServiceException e) {
      status = e.statusCode();
    }
    System.out.println(service + " " + status);
  }

  private UnconfiguredCalls() {}
}
