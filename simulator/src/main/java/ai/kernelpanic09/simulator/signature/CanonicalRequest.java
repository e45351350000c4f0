package ai.kernelpanic09.simulator.signature;

import ai.kernelpanic09.simulator.wire.AwsRequest;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The canonical form of a request, which both sides sign.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">
 *     Create a signed AWS API request</a>
 */
final class CanonicalRequest {
  private static final String UNRESERVED = "-_.~";
  private static final String HEX = "0123456789ABCDEF";

  private CanonicalRequest() {}

  static String of(AwsRequest request, List<String> signedHeaders, String payloadHash) {
    var text = new StringBuilder(512);
    text.append(request.method()).append('\n');
    // The path arrives percent-encoded; every service but S3 encodes it a second time for the
    // signature.
    text.append(encode(request.rawPath().isEmpty() ? "/" : request.rawPath(), true)).append('\n');
    text.append(query(request.rawQuery())).append('\n');
    for (var name : signedHeaders) {
      text.append(name).append(':');
      text.append(String.join(",", request.headers().getAll(name)).trim().replaceAll(" +", " "));
      text.append('\n');
    }
    text.append('\n').append(String.join(";", signedHeaders)).append('\n').append(payloadHash);
    return text.toString();
  }

  private static String query(String raw) {
    var pairs = new ArrayList<String>();
    for (var pair : raw.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        var name = equals < 0 ? pair : pair.substring(0, equals);
        var value = equals < 0 ? "" : pair.substring(equals + 1);
        pairs.add(recode(name) + "=" + recode(value));
      }
    }
    pairs.sort(null);
    return String.join("&", pairs);
  }

  private static String recode(String encoded) {
    var decoded = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    return encode(decoded, false);
  }

  private static String encode(String text, boolean keepSlash) {
    var out = new ByteArrayOutputStream(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xff;
      if ((c < 128 && Character.isLetterOrDigit(c))
          || UNRESERVED.indexOf(c) >= 0
          || (keepSlash && c == '/')) {
        out.write(c);
      } else {
        out.write('%');
        out.write(HEX.charAt(c >> 4));
        out.write(HEX.charAt(c & 15));
      }
    }
    return out.toString(StandardCharsets.US_ASCII);
  }
}
