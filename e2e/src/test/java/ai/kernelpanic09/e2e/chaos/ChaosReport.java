package ai.kernelpanic09.e2e.chaos;

import ai.kernelpanic09.core.money.Money;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Writes a run as tables in Markdown, which docs/chaos.md explains. */
public final class ChaosReport {

  private static final double MILLIS = 1_000;
  private static final double PERCENT = 100;

  /** The whole report. */
  public static String of(ChaosRun.Result run) {
    var text = new StringBuilder();
    line(
        text,
        "# Chaos: %d faults in %d s, seed %d"
            .formatted(
                run.faults().values().stream().mapToInt(Integer::intValue).sum(),
                run.took().toSeconds(),
                run.seed()));
    line(
        text,
        ("\nBill and ledgers compared %d times (%d more were not possible, for the API server was away); %d looks at budgets"
                + " lowered below what is used; %d pods that nobody killed, of which %d were not Ready throughout; a midnight%s"
                + " fell into the run.\n")
            .formatted(
                run.looks(),
                run.missedLooks(),
                run.watchedOvercommitted(),
                run.steadyPods(),
                run.steadyChanges().size(),
                run.rolled() ? "" : " **not**"));
    faults(text, run);
    calls(text, run);
    accounts(text, run);
    findings(text, "Overspent", run.overspent());
    findings(text, "Billed and not in the ledger", run.unaccounted());
    findings(text, "Granted beyond a lowered budget", run.grantedBeyond());
    findings(text, "Not recovered", run.notRecovered());
    findings(text, "Not Ready throughout", run.steadyChanges());
    return text.toString();
  }

  private static void faults(StringBuilder text, ChaosRun.Result run) {
    line(text, "| fault | injected | recovered | overtaken | after, least | median | most |");
    line(text, "|---|---:|---:|---:|---:|---:|---:|");
    for (var kind : FaultKind.values()) {
      var times = run.recoveries().getOrDefault(kind, List.of());
      line(
          text,
          "| %s | %d | %d | %d | %s |"
              .formatted(
                  kind.title(),
                  run.faults().getOrDefault(kind, 0),
                  times.size(),
                  run.overtaken().getOrDefault(kind, 0),
                  times.isEmpty()
                      ? " | | "
                      : seconds(times.getFirst())
                          + " | "
                          + seconds(times.get(times.size() / 2))
                          + " | "
                          + seconds(times.getLast())));
    }
  }

  private static void calls(StringBuilder text, ChaosRun.Result run) {
    line(text, "\n| answer | calls |");
    line(text, "|---|---:|");
    run.calls().forEach((status, count) -> line(text, "| %s | %d |".formatted(status, count)));
  }

  private static void accounts(StringBuilder text, ChaosRun.Result run) {
    line(
        text,
        "\n| endpoint, window | largest budget | budget at the end | bill | ledger | of it estimated | written off | still leased | bill / budget |");
    line(text, "|---|---:|---:|---:|---:|---:|---:|---:|---:|");
    for (var account : run.accounts()) {
      for (var day : account.days()) {
        if (!day.used().isZero() || !account.billed(day.window()).isZero()) {
          line(
              text,
              "| %s, %s | %s | %s | %s | %s | %s | %s | %s | %s |"
                  .formatted(
                      account.app().name(),
                      day.window(),
                      account.largest(),
                      account.limit(),
                      account.billed(day.window()),
                      day.used(),
                      day.estimated(),
                      day.writtenOff(),
                      day.leased(),
                      share(account.billed(day.window()), account.limit())));
        }
      }
    }
    line(text, "\nThe worst case of one call is %s.".formatted(run.worstCall()));
  }

  private static void findings(StringBuilder text, String title, List<String> findings) {
    if (!findings.isEmpty()) {
      line(text, "\n**%s:**\n".formatted(title));
      findings.forEach(each -> line(text, "- %s".formatted(each)));
    }
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / MILLIS);
  }

  private static String share(Money bill, Money limit) {
    return String.format(
        Locale.ROOT, "%.2f %%", PERCENT * bill.nanoDollars() / limit.nanoDollars());
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }

  private ChaosReport() {}
}
