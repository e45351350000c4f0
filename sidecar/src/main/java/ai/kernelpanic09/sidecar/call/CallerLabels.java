package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonQuoting;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a caller writes into the invocation logs beside our own label. Names of ours are refused in
 * it: what a call is booked on must be told there by us alone.
 *
 * @param entries in the order of their names
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#bedrock-runtime_Converse-request-requestMetadata">requestMetadata
 *     of Converse</a>
 */
public record CallerLabels(Map<String, String> entries) {

  public static final CallerLabels NONE = new CallerLabels(Map.of());

  private static final Set<String> OWN =
      Set.of("endpoint", "workload", "window", "call", "request", "template", "revision");

  /** Of what Bedrock takes, five are our own. */
  private static final int MAX_ENTRIES = 11;

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9\\s:_@$#=/+,.-]{1,256}");
  private static final Pattern VALUE = Pattern.compile("[a-zA-Z0-9\\s:_@$#=/+,.-]{0,256}");

  /**
   * Reads an object of texts.
   *
   * @throws InvalidRequestException when Bedrock would not take it, or an entry has a name of ours
   */
  public static CallerLabels read(JsonMember object) throws InvalidRequestException {
    var members = object.members();
    var entries = new TreeMap<String, String>();
    for (var name : members.names()) {
      var value = members.require(name);
      if (!NAME.matcher(name).matches() || !VALUE.matcher(value.word()).matches()) {
        throw value.wrong(
            "name and value must have at most 256 letters, digits, blanks and characters of"
                + " :_@$#=/+,-.");
      }
      if (OWN.contains(name)) {
        throw value.wrong("can't be set, for it is how a call is told apart and accounted for");
      }
      entries.put(name, value.word());
    }
    if (entries.size() > MAX_ENTRIES) {
      throw object.wrong(
          "must hold at most "
              + MAX_ENTRIES
              + " entries: of the 16 that Bedrock takes, 5 name the call, its endpoint and its payer");
    }
    return new CallerLabels(entries);
  }

  /** The entries as members of JSON, each with a comma before it. */
  public String json() {
    var json = new StringBuilder();
    entries.forEach(
        (name, value) -> json.append(',').append(quoted(name)).append(':').append(quoted(value)));
    return json.toString();
  }

  private static String quoted(String text) {
    return new String(JsonQuoting.of(text), StandardCharsets.UTF_8);
  }
}
