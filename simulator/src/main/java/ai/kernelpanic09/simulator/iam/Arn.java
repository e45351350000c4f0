package ai.kernelpanic09.simulator.iam;

/** The parts of an Amazon Resource Name. */
public record Arn(
    String partition, String service, String region, String account, String resource) {

  /**
   * Parses an ARN.
   *
   * @throws IllegalArgumentException when the text is not an ARN
   */
  public static Arn parse(String text) {
    var parts = text.split(":", 6);
    if (parts.length != 6 || !parts[0].equals("arn") || parts[1].isEmpty() || parts[5].isEmpty()) {
      throw new IllegalArgumentException("not an ARN: " + text);
    }
    return new Arn(parts[1], parts[2], parts[3], parts[4], parts[5]);
  }

  /** The last part of the resource's path: the name of a role or a user. */
  public String name() {
    return resource.substring(resource.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
  }
}
