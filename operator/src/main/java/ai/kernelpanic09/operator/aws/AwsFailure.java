package ai.kernelpanic09.operator.aws;

import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What an AWS call failed of, in the terms in which the operator decides. */
public final class AwsFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Whether waiting helps, and who must act if not. */
  public enum Kind {
    /** The caller may not do this. */
    DENIED,
    /** The thing does not exist. */
    NOT_FOUND,
    /** The request can never succeed as it is. */
    INVALID,
    /** A quota of the account is used up. */
    QUOTA,
    /** Something else goes on with the thing; soon it will work. */
    BUSY,
    /** AWS or the way to it is out of order for now. */
    PASSING,
    /** The operator has no AWS identity of its own. */
    NO_IDENTITY
  }

  private static final Set<String> DENIALS =
      Set.of(
          "AccessDenied",
          "AccessDeniedException",
          "UnauthorizedOperation",
          "RegionDisabledException",
          "IDPRejectedClaim",
          "InvalidClientTokenId",
          "UnrecognizedClientException",
          "SignatureDoesNotMatch");
  private static final Set<String> QUOTAS =
      Set.of("ServiceQuotaExceededException", "TooManyTagsException");
  private static final Set<String> PASSING =
      Set.of("ExpiredToken", "ExpiredTokenException", "IDPCommunicationError", "RequestExpired");
  private static final int MAX_MESSAGE_LENGTH = 500;

  private final Kind kind;
  private final String code;

  public AwsFailure(Kind kind, String code, String message) {
    super(
        message.length() > MAX_MESSAGE_LENGTH ? message.substring(0, MAX_MESSAGE_LENGTH) : message);
    this.kind = kind;
    this.code = code;
  }

  /** Says what an exception of the SDK means. */
  public static AwsFailure of(SdkException e) {
    if (!(e instanceof AwsServiceException answer)) {
      return new AwsFailure(Kind.PASSING, "Unreachable", "AWS can't be reached");
    }
    var details = answer.awsErrorDetails();
    var code = details == null || details.errorCode() == null ? "" : details.errorCode();
    // Without the request's id, which would make every failure look like another one.
    var text = details == null || details.errorMessage() == null ? "" : details.errorMessage();
    return new AwsFailure(kind(answer, code), code, code + ": " + text);
  }

  private static Kind kind(AwsServiceException e, String code) {
    if (e.isThrottlingException() || e.statusCode() >= 500 || PASSING.contains(code)) {
      return Kind.PASSING;
    }
    if (QUOTAS.contains(code)) {
      return Kind.QUOTA;
    }
    if (code.equals("ConflictException")) {
      return Kind.BUSY;
    }
    if (DENIALS.contains(code) || e.statusCode() == 403) {
      return Kind.DENIED;
    }
    return e.statusCode() == 404 ? Kind.NOT_FOUND : Kind.INVALID;
  }

  public Kind kind() {
    return kind;
  }

  /** AWS's own name of the error. */
  public String code() {
    return code;
  }

  public String text() {
    var text = getMessage();
    return text == null ? code : text;
  }

  /** Whether the same call may succeed later with nobody doing anything. */
  public boolean isPassing() {
    return kind == Kind.PASSING || kind == Kind.BUSY;
  }
}
