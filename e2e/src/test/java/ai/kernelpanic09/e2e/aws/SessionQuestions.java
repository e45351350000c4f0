package ai.kernelpanic09.e2e.aws;

import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.resolve.ModelResolver;
import ai.kernelpanic09.core.resolve.ResolvedModel;
import ai.kernelpanic09.e2e.aws.Question.Reply;
import ai.kernelpanic09.operator.credentials.SessionPolicy;
import ai.kernelpanic09.operator.model.BedrockModelReader;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.StsException;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * What a session may do whose policy is one that the operator writes. The sessions are those of a
 * federated user, which need no role; only the keys of an IAM user may open them.
 */
final class SessionQuestions {

  private static final String GLOBAL = "global.anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final String NAME = "k8s-ai-test";
  private static final int SECONDS = 900;
  private static final int BAD_REQUEST = 400;

  private final Haiku haiku;
  private final BedrockClient bedrock;
  private final StsClient sts;

  SessionQuestions(Haiku haiku, BedrockClient bedrock, StsClient sts) {
    this.haiku = haiku;
    this.bedrock = bedrock;
    this.sts = sts;
  }

  List<Question> all() {
    return List.of(
        new Question(
            "May a session call a global profile whose policy names the profile and the models that"
                + " GetInferenceProfile tells?",
            "yes",
            this::globalProfile),
        new Question(
            "How is a session policy refused that is short enough, but not with its tags?",
            "400 PackedPolicyTooLarge: a shorter form of the policy is tried",
            this::packedPolicy));
  }

  private Reply globalProfile() {
    var looking = session(SessionPolicy.control());
    var model = resolved(looking);
    var answer = haiku.in(session(SessionPolicy.data(model, null)), GLOBAL, "{\"text\":\"Hi\"}");
    return answer.isOk()
        ? Reply.of(true, "yes: " + model.modelArns().size() + " models")
        : Reply.of(false, answer.error());
  }

  private ResolvedModel resolved(AwsSessionCredentials session) {
    var reader = new BedrockModelReader(bedrock, session, PriceBook.embedded(), AwsAccount.REGION);
    var found = new ModelResolver(reader, sts.getCallerIdentity().arn(), AwsAccount.REGION);
    return Objects.requireNonNull(found.resolve(GLOBAL).model(), GLOBAL + " is not known");
  }

  private AwsSessionCredentials session(String policy) {
    var keys =
        sts.getFederationToken(r -> r.name(NAME).durationSeconds(SECONDS).policy(policy))
            .credentials();
    return AwsSessionCredentials.create(
        keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken());
  }

  /** Tags of text that can't be packed, for AWS does not tell how it packs them. */
  private Reply packedPolicy() {
    var random = new Random(1);
    var tags =
        IntStream.range(0, 20)
            .mapToObj(i -> Tag.builder().key("k8s-ai-" + i).value(text(random)).build())
            .toList();
    try {
      sts.getFederationToken(
          r -> r.name(NAME).durationSeconds(SECONDS).policy(SessionPolicy.control()).tags(tags));
      return Reply.of(false, "it is taken");
    } catch (StsException e) {
      var error = e.awsErrorDetails();
      var said = "%d %s: %s".formatted(e.statusCode(), error.errorCode(), error.errorMessage());
      return error.errorCode().equals("AccessDenied")
          ? Reply.open(AwsAnswer.withoutAccounts(said))
          : Reply.of(
              e.statusCode() == BAD_REQUEST && error.errorCode().equals("PackedPolicyTooLarge"),
              AwsAnswer.withoutAccounts(said));
    }
  }

  private static String text(Random random) {
    return random
        .ints(200, 'a', 'z' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
