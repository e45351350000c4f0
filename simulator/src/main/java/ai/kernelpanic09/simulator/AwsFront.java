package ai.kernelpanic09.simulator;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.signature.SignatureException;
import ai.kernelpanic09.simulator.signature.SignatureV4;
import ai.kernelpanic09.simulator.signature.SignatureV4.Signed;
import ai.kernelpanic09.simulator.sts.SecurityTokenService;
import ai.kernelpanic09.simulator.sts.StsXml;
import ai.kernelpanic09.simulator.wire.AwsError;
import ai.kernelpanic09.simulator.wire.AwsRequest;
import ai.kernelpanic09.simulator.wire.AwsResponse;
import ai.kernelpanic09.simulator.wire.IdSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All services behind one port. A request's credential scope names its service and region; the only
 * unsigned action is one of STS.
 */
final class AwsFront {
  /** The operations of a service, by path. */
  interface Operations {
    Optional<AwsResponse> handle(Signed signed, AwsRequest request, String[] path, CallDraft draft);
  }

  private static final Logger LOG = LoggerFactory.getLogger(AwsFront.class);

  private final SignatureV4 signatures;
  private final SecurityTokenService sts;
  private final List<Operations> bedrock;
  private final IdSource ids;

  AwsFront(
      SignatureV4 signatures, SecurityTokenService sts, List<Operations> bedrock, IdSource ids) {
    this.signatures = signatures;
    this.sts = sts;
    this.bedrock = List.copyOf(bedrock);
    this.ids = ids;
  }

  AwsResponse handle(AwsRequest request, CallDraft draft) {
    var requestId = ids.requestId();
    return answer(request, draft, requestId).with("x-amzn-requestid", requestId);
  }

  private AwsResponse answer(AwsRequest request, CallDraft draft, String requestId) {
    try {
      return isSts(request) ? sts(request, draft, requestId) : bedrock(request, draft);
    } catch (RuntimeException e) {
      // A request must never hang because of an error in the simulator: log it, and answer as AWS
      // would.
      LOG.error("event=request_failed path={}", request.rawPath(), e);
      draft.failed("InternalServerException");
      draft.unbilled();
      return new AwsError(500, "InternalServerException", "The simulator failed.").toJson();
    }
  }

  private static boolean isSts(AwsRequest request) {
    var claimed = SignatureV4.claimedService(request);
    return claimed.isPresent()
        ? claimed.get().equals("sts")
        : request.rawPath().equals("/") && request.method().equals("POST");
  }

  private AwsResponse sts(AwsRequest request, CallDraft draft, String requestId) {
    try {
      var form = request.form();
      var action = form.getOrDefault("Action", "");
      draft.operation("sts", "", action);
      if (action.equals("AssumeRoleWithWebIdentity")) {
        return sts.handle(form, Optional.empty(), requestId);
      }
      try {
        var signed = signatures.verify(request);
        draft.signedBy(signed.caller());
        draft.operation("sts", signed.region(), action);
        return sts.handle(form, Optional.of(signed.caller()), requestId);
      } catch (SignatureException e) {
        throw SignatureErrors.sts(e);
      }
    } catch (AwsError e) {
      draft.failed(e.code());
      return StsXml.error(e, requestId);
    }
  }

  private AwsResponse bedrock(AwsRequest request, CallDraft draft) {
    draft.operation("bedrock", "", "");
    try {
      var signed = verify(request);
      draft.signedBy(signed.caller());
      draft.operation("bedrock", signed.region(), "");
      var path = request.segments();
      for (var operations : bedrock) {
        var reply = operations.handle(signed, request, path, draft);
        if (reply.isPresent()) {
          return reply.get();
        }
      }
      throw new AwsError(
          404, "UnknownOperationException", "The requested operation does not exist.");
    } catch (AwsError e) {
      draft.failed(e.code());
      draft.unbilled();
      return e.toJson();
    }
  }

  private Signed verify(AwsRequest request) {
    if (request.header("authorization").startsWith("Bearer ")) {
      throw AwsError.accessDenied("Invalid API Key format: Must start with pre-defined prefix");
    }
    try {
      var signed = signatures.verify(request);
      if (!signed.service().equals("bedrock")) {
        throw new AwsError(
            403,
            "InvalidSignatureException",
            "Credential should be scoped to correct service: 'bedrock'.");
      }
      return signed;
    } catch (SignatureException e) {
      throw SignatureErrors.bedrock(e);
    }
  }
}
