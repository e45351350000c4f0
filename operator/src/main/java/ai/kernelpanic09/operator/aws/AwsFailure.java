package ai.kernelpanic09.operator.aws;

import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Why an AWS call failed, in the terms by which the operator decides. */
public final class AwsFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Whether waiting helps, and if not, what has to change. */
  public enum Kind {
    /** The caller lacks a permission. */
    DENIED,
    /** The resource does not exist. */
    NOT_FOUND,
    /** The request can't succeed unchanged. */
    INVALID,
    /** A quota of the account is used up. */
    QUOTA,
    /** Another operation on the resource is under way. */
    BUSY,
    /** AWS, or the network to it, is unavailable for now. */
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

  /** Classifies an exception of the SDK. */
  public static AwsFailure of(SdkException e) {
    if (!(e instanceof AwsServiceException answer)) {
      return new AwsFailure(Kind.PASSING, "Unreachable", "AWS can't be reached");
    }
    var details = answer.awsErrorDetails();
    var code = details == null || details.errorCode() == null ? "" : details.errorCode();
    // Without the request's id, which would make every failure look new.
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

  /** AWS's own error code. */
  public String code() {
    return code;
  }

  public String text() {
    var text = getMessage();
    return text == null ? code : text;
  }

  /** Whether the same call may succeed later although nothing was changed. */
  public boolean isPassing() {
    return kind == Kind.PASSING || kind == Kind.BUSY;
  }
}
