package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.core.digest.Sha256;
import ai.kernelpanic09.sidecar.body.RequestBody;
import io.vertx.core.http.HttpClientRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Signs requests as AWS demands: Signature Version 4, with the path encoded twice. AWS's own signer
 * derives the key and builds its request anew for each signature, which is a quarter of what a call
 * costs here; this one is held against it. Owned by the event loop, for its digest and its buffer
 * are used again.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">
 *     Create a signed AWS API request</a>
 */
final class RequestSigner {

  static final String SIGNING_NAME = "bedrock";
  static final String SCOPE_END = "aws4_request";

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String HOST = "host";
  private static final Pattern BLANKS = Pattern.compile("[ \\t\\n\\x0B\\f\\r]+");
  private static final HexFormat HEX = HexFormat.of();
  private static final HexFormat PERCENT = HexFormat.of().withUpperCase();

  private final ServerClock clock;
  private final MessageDigest digest = Sha256.digest();
  private final byte[] buffer = new byte[8 << 10];
  private SigningTime time = SigningTime.of(Instant.EPOCH);

  RequestSigner(ServerClock clock) {
    this.clock = clock;
  }

  /**
   * Signs a request.
   *
   * @return the headers to send, {@code host} among them, by their names in lower case
   */
  SortedMap<String, String> sign(RuntimeTarget target, SigningKeys keys, BedrockRequest request) {
    time = time.at(clock.of(target.host()).instant());
    var payload = digest(request.body());
    var headers = headers(target, keys, request, payload);
    var names = String.join(";", headers.keySet());
    var canonical = canonical(request.path(), headers, names, payload);
    var scope = time.day() + '/' + target.region() + '/' + SIGNING_NAME + '/' + SCOPE_END;
    var toSign =
        ALGORITHM
            + '\n'
            + time.text()
            + '\n'
            + scope
            + '\n'
            + HEX.formatHex(digest.digest(canonical.getBytes(StandardCharsets.UTF_8)));
    headers.put(
        "authorization",
        ALGORITHM
            + " Credential="
            + keys.accessKeyId()
            + '/'
            + scope
            + ", SignedHeaders="
            + names
            + ", Signature="
            + HEX.formatHex(keys.of(time.day(), target.region()).sign(toSign)));
    return headers;
  }

  private String digest(RequestBody body) {
    digest.reset();
    var content = body.open();
    try {
      for (var read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HEX.formatHex(digest.digest());
  }

  private SortedMap<String, String> headers(
      RuntimeTarget target, SigningKeys keys, BedrockRequest request, String payload) {
    var headers = new TreeMap<String, String>();
    headers.put("content-type", "application/json");
    request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    headers.put(HOST, target.authority());
    headers.put("x-amz-content-sha256", payload);
    headers.put("x-amz-date", time.text());
    if (!keys.sessionToken().isEmpty()) {
      headers.put("x-amz-security-token", keys.sessionToken());
    }
    return headers;
  }

  private static String canonical(
      String path, SortedMap<String, String> headers, String names, String payload) {
    var canonical = new StringBuilder(1_024).append("POST\n");
    encode(path, canonical);
    canonical.append("\n\n");
    headers.forEach(
        (name, value) -> canonical.append(name).append(':').append(trimmed(value)).append('\n'));
    return canonical.append('\n').append(names).append('\n').append(payload).toString();
  }

  /** Encodes each segment of a path that is encoded already once more. */
  private static void encode(String path, StringBuilder to) {
    for (var i = 0; i < path.length(); i++) {
      var c = path.charAt(i);
      if (c == '/' || RuntimeTarget.isUnreserved(c)) {
        to.append(c);
      } else {
        to.append('%').append(PERCENT.toHexDigits((byte) c));
      }
    }
  }

  private static String trimmed(String value) {
    for (var i = 0; i < value.length(); i++) {
      if (value.charAt(i) <= ' ') {
        return BLANKS.matcher(value).replaceAll(" ").strip();
      }
    }
    return value;
  }

  /** Copies signed headers to a request, except {@code host}, which the client sets itself. */
  static void copyHeaders(SortedMap<String, String> signed, HttpClientRequest to) {
    signed.forEach(
        (name, value) -> {
          if (!name.equals(HOST)) {
            to.putHeader(name, value);
          }
        });
  }
}
