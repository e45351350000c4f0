package ai.kernelpanic09.sidecar.counttokens;

import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.call.CallAnswer;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.reply.WholeReply;

/** The count that CountTokens answers with. */
public final class TokenCount {

  private TokenCount() {}

  /**
   * Reads it.
   *
   * @throws CallFailure when the answer tells none
   */
  public static long in(CallAnswer<WholeReply> answer) {
    var body = answer.reply().body().body();
    var from = JsonScanner.lenient(body, 0, body.length());
    try {
      from.next();
      return JsonMembers.read(from).require("inputTokens").wholeNumber(0);
    } catch (InvalidRequestException e) {
      throw new CallFailure(ErrorCode.UPSTREAM_ERROR, "Bedrock's count can't be read");
    }
  }
}
