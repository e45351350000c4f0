package ai.kernelpanic09.sidecar.surface.bedrock;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.body.SplicedBody;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.counttokens.CountTokensCall;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import java.util.Set;

/**
 * Reads a body of CountTokens, which is passed on as it is: whatever it holds, it costs nothing.
 */
final class CountTokensBody {

  private CountTokensBody() {}

  static CountTokensCall read(ReceivedBytes body, Held held) throws InvalidRequestException {
    var members = JsonMembers.document(body);
    members.allow(Set.of("input"));
    members.require("input");
    var all = new Splices(body);
    all.copy(0, body.length());
    return new CountTokensCall(new SplicedBody(all, new Splices(body)), held);
  }
}
