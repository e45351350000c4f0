package ai.kernelpanic09.simulator.signature;

import java.util.List;

/** The claims of an Authorization header: the key, its scope, the signed headers, the signature. */
record Credential(
    String accessKeyId,
    String date,
    String region,
    String service,
    List<String> signedHeaders,
    String signature) {

  String scope() {
    return date + "/" + region + "/" + service + "/aws4_request";
  }
}
