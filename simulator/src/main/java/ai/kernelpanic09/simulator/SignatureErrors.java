package ai.kernelpanic09.simulator;

import ai.kernelpanic09.simulator.signature.SignatureException;
import ai.kernelpanic09.simulator.wire.AwsError;

/** Each service's codes for signature errors. */
final class SignatureErrors {
  private SignatureErrors() {}

  static AwsError bedrock(SignatureException e) {
    return switch (e.kind()) {
      case MISSING -> new AwsError(403, "MissingAuthenticationTokenException", e.text());
      case INCOMPLETE -> new AwsError(403, "IncompleteSignatureException", e.text());
      case UNKNOWN_KEY, WRONG_TOKEN -> new AwsError(403, "UnrecognizedClientException", e.text());
      case EXPIRED_TOKEN -> new AwsError(403, "ExpiredTokenException", e.text());
      case WRONG_SCOPE, EXPIRED_SIGNATURE, MISMATCH ->
          new AwsError(403, "InvalidSignatureException", e.text());
    };
  }

  static AwsError sts(SignatureException e) {
    return switch (e.kind()) {
      case MISSING -> new AwsError(403, "MissingAuthenticationToken", e.text());
      case INCOMPLETE -> new AwsError(400, "IncompleteSignature", e.text());
      case UNKNOWN_KEY, WRONG_TOKEN -> new AwsError(403, "InvalidClientTokenId", e.text());
      case EXPIRED_TOKEN -> new AwsError(403, "ExpiredToken", e.text());
      case WRONG_SCOPE, EXPIRED_SIGNATURE, MISMATCH ->
          new AwsError(403, "SignatureDoesNotMatch", e.text());
    };
  }
}
