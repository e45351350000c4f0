package ai.kernelpanic09.core.aws;

import java.util.Arrays;
import java.util.Optional;

/**
 * AWS's partitions: parts of it that share no accounts, credentials and hosts.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html">
 *     Partitions</a>
 */
public enum Partition {
  // The general one comes last: its regions have no prefix of their own.
  CHINA("aws-cn", "amazonaws.com.cn", "cn-", "cn-north-1"),
  US_GOV("aws-us-gov", "amazonaws.com", "us-gov-", "us-gov-west-1"),
  EU_SOVEREIGN("aws-eusc", "amazonaws.eu", "eusc-", "eusc-de-east-1"),
  ISO("aws-iso", "c2s.ic.gov", "us-iso-", "us-iso-east-1"),
  ISO_B("aws-iso-b", "sc2s.sgov.gov", "us-isob-", "us-isob-east-1"),
  ISO_E("aws-iso-e", "cloud.adc-e.uk", "eu-isoe-", "eu-isoe-west-1"),
  ISO_F("aws-iso-f", "csp.hci.ic.gov", "us-isof-", "us-isof-south-1"),
  STANDARD("aws", "amazonaws.com", "", "us-east-1");

  private final String id;
  private final String dnsSuffix;
  private final String regionPrefix;
  private final String mainRegion;

  Partition(String id, String dnsSuffix, String regionPrefix, String mainRegion) {
    this.id = id;
    this.dnsSuffix = dnsSuffix;
    this.regionPrefix = regionPrefix;
    this.mainRegion = mainRegion;
  }

  /** The partition that a region belongs to. */
  public static Partition ofRegion(String region) {
    return Arrays.stream(values())
        .filter(each -> region.startsWith(each.regionPrefix))
        .findFirst()
        .orElse(STANDARD);
  }

  /** The partition that an ARN names; empty for a text that is no ARN, and for an unknown one. */
  public static Optional<Partition> ofArn(String arn) {
    var parts = arn.split(":", 3);
    return parts.length < 3 || !parts[0].equals("arn")
        ? Optional.empty()
        : Arrays.stream(values()).filter(each -> each.id.equals(parts[1])).findFirst();
  }

  /** The host of a service in a region, such as {@code bedrock-runtime.us-east-1.amazonaws.com}. */
  public static String host(String service, String region) {
    return service + "." + region + "." + ofRegion(region).dnsSuffix;
  }

  /** The second part of its ARNs, such as {@code aws-us-gov}. */
  public String id() {
    return id;
  }

  /** The domain of its hosts. */
  public String dnsSuffix() {
    return dnsSuffix;
  }

  /** The region to ask where none is named. */
  public String mainRegion() {
    return mainRegion;
  }
}
