package ai.kernelpanic09.core.price;

import ai.kernelpanic09.core.aws.Partition;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Parses the forms in which a Bedrock model can be named: base ids, ids of inference profiles, and
 * ARNs.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">modelId
 *     of Converse</a>
 */
public final class ModelIds {

  // Prefixes are an open set: two letters of a geography, or one of the longer ones seen so far.
  private static final String PREFIX = "([a-z]{2}|us-gov|apac|global)\\.";
  private static final String MODEL = "[a-z0-9-]+\\.[A-Za-z0-9._:-]+";
  private static final Pattern PROFILE = Pattern.compile(PREFIX + "(" + MODEL + ")");
  private static final Pattern BASE = Pattern.compile("(?!" + PREFIX + ")" + MODEL);
  private static final Pattern ARN =
      Pattern.compile("arn:aws[a-z-]*:bedrock:([a-z0-9-]*):([0-9]{12})?:([a-z-]+)/([^/\\s]+)");

  /**
   * Parses an identifier.
   *
   * @throws IllegalArgumentException when it has none of the known forms
   */
  public static ModelId parse(String text) {
    var arn = ARN.matcher(text);
    if (!arn.matches()) {
      return plain(text, text);
    }
    // The ARN of a model that a global profile may call anywhere names no region.
    var region = arn.group(1).isEmpty() ? null : arn.group(1);
    var account = arn.group(2);
    for (var kind : ModelId.Kind.values()) {
      if (kind.word.equals(arn.group(3))) {
        return switch (kind) {
          case FOUNDATION_MODEL, INFERENCE_PROFILE -> {
            var plain = plain(arn.group(4), text);
            if (plain.kind() != kind) {
              throw unknown(text);
            }
            yield new ModelId(kind, plain.name(), plain.profile(), region, account);
          }
          default -> new ModelId(kind, arn.group(4), null, region, account);
        };
      }
    }
    throw unknown(text);
  }

  private static ModelId plain(String id, String text) {
    var profile = PROFILE.matcher(id);
    if (profile.matches()) {
      return new ModelId(
          ModelId.Kind.INFERENCE_PROFILE, profile.group(2), profile.group(1), null, null);
    }
    if (BASE.matcher(id).matches()) {
      return new ModelId(ModelId.Kind.FOUNDATION_MODEL, id, null, null, null);
    }
    throw unknown(text);
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException("'" + text + "' is no model id that Bedrock knows");
  }

  /**
   * Prefixes of the inference profiles that keep a call of this region within its geography, the
   * narrowest first; {@code global} is never among them, because it would let data leave the
   * geography.
   */
  public static List<String> geoProfiles(String region) {
    if (Partition.ofRegion(region) == Partition.US_GOV) {
      return List.of("us-gov");
    }
    return switch (region) {
      case "ap-northeast-1", "ap-northeast-3" -> List.of("jp", "apac");
      case "ap-southeast-2", "ap-southeast-4" -> List.of("au", "apac");
      case "ap-south-1", "ap-south-2" -> List.of("in", "apac");
      default ->
          switch (geography(region)) {
            case "us" -> List.of("us");
            case "eu" -> List.of("eu");
            case "ap" -> List.of("apac");
            case "ca" -> List.of("ca");
            default -> List.of();
          };
    };
  }

  /** The narrowest of {@link #geoProfiles}; empty where the region's geography has none. */
  public static Optional<String> geoProfile(String region) {
    return geoProfiles(region).stream().findFirst();
  }

  /**
   * The part of the world that a region lies in: {@code us}, {@code eu}, …, or the partition if it
   * is not the standard one: {@code us-gov}, {@code cn}, {@code eusc}, …
   */
  static String geography(String region) {
    var partition = Partition.ofRegion(region);
    if (partition != Partition.STANDARD) {
      return partition.id().substring(Partition.STANDARD.id().length() + 1);
    }
    var dash = region.indexOf('-');
    return dash < 0 ? region : region.substring(0, dash);
  }

  private ModelIds() {}
}
