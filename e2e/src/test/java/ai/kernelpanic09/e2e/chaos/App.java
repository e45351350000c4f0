package ai.kernelpanic09.e2e.chaos;

import ai.kernelpanic09.core.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;

/**
 * An endpoint with its budget, and the Deployment that calls it.
 *
 * @param name of the ModelEndpoint, and of the Deployment
 * @param monthly whether the budget is the month's, else the day's
 * @param first the budget at the start
 * @param step dollars by which an edit raises the budget, about
 * @param zone the time zone whose midnight ends the day
 * @param pods number of pods that call it through sidecars
 * @param hurt whether its pods and sidecars are killed; else every call must be accounted for
 * @param edited whether its budget is edited
 */
public record App(
    String name,
    boolean monthly,
    Money first,
    Money step,
    String zone,
    int pods,
    boolean hurt,
    boolean edited) {

  /** Another namespace for each run: neither the bill nor the ledger forgets earlier spending. */
  public static final String NAMESPACE =
      "chaos-" + Long.toString(System.currentTimeMillis() / 1_000, Character.MAX_RADIX);

  /** Unlabelled pods, which call {@link #ROUGH} through the gateway. */
  static final String OUTSIDERS = "outsiders";

  /**
   * Number of pods that call in all: 24 in a long run, 12 in the short one that is part of all
   * tests.
   */
  private static final int PODS = Integer.getInteger("chaos.pods", 12);

  private static final int ALL_PODS = 24;
  static final int OUTSIDE_PODS = of24(3);
  static final String CALM = "calm";
  static final String ROUGH = "rough";
  static final String MONTHLY = "monthly";
  static final String ROLLING = "rolling";

  /**
   * An endpoint that nobody calls: an edit of its budget shows whether ledgers are written again.
   */
  static final String PULSE = "pulse";

  public static final List<App> ALL =
      List.of(
          new App(CALM, false, dollars("0.004"), dollars("0.003"), "UTC", of24(6), false, true),
          new App(ROUGH, false, dollars("0.006"), dollars("0.004"), "UTC", of24(6), true, true),
          new App(MONTHLY, true, dollars("0.004"), dollars("0.003"), "UTC", of24(5), true, true),
          new App(
              ROLLING,
              false,
              dollars("0.010"),
              Money.ZERO,
              soonestMidnight(),
              of24(4),
              false,
              false),
          new App(PULSE, false, dollars("1"), Money.ZERO, "UTC", 0, false, false));

  static App of(String name) {
    return ALL.stream().filter(app -> app.name.equals(name)).findFirst().orElseThrow();
  }

  String endpoint() {
    return NAMESPACE + "/" + name;
  }

  /** The time at which this app's day ends. */
  Instant midnightAfter(Instant now) {
    return nextMidnight(zone, now);
  }

  String manifest() {
    return """
    apiVersion: ai.kernelpanic09.io/v1alpha1
    kind: ModelEndpoint
    metadata:
      name: %s
      namespace: %s
    spec:
      modelId: anthropic.claude-haiku-4-5-20251001-v1:0
      region: us-east-1
      irsaRoleArn: arn:aws:iam::123456789012:role/bedrock-chaos
      maxTokens: 16
      costBudget:
        %s: "%s"
        timeZone: %s
    """
        .formatted(name, NAMESPACE, period(), first, zone);
  }

  String period() {
    return monthly ? "monthly" : "daily";
  }

  private static int of24(int pods) {
    return Math.max(1, pods * PODS / ALL_PODS);
  }

  /**
   * Scales a budget for 24 pods to the number of pods, so that fewer pods do not take longer to
   * spend it.
   */
  private static Money dollars(String of24Pods) {
    return Money.ofNanoDollars(Money.parse(of24Pods).nanoDollars() * PODS / ALL_PODS);
  }

  /** A time zone whose day ends soon, but not before everything is set up. */
  private static String soonestMidnight() {
    var ready = Instant.now().plusSeconds(120);
    return ZoneId.getAvailableZoneIds().stream()
        .filter(zone -> zone.contains("/"))
        .sorted()
        .min(Comparator.comparing(zone -> nextMidnight(zone, ready)))
        .orElseThrow();
  }

  private static Instant nextMidnight(String id, Instant after) {
    var zone = ZoneId.of(id);
    LocalDate day = after.atZone(zone).toLocalDate();
    return day.plusDays(1).atStartOfDay(zone).toInstant();
  }
}
