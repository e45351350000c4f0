package ai.kernelpanic09.sidecar.journal;

import ai.kernelpanic09.core.account.JournalEntry;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.UsageTotals;
import java.io.IOException;
import java.nio.file.Path;

/** A process that writes ever larger amounts, and prints each once it is written. */
final class JournalWriter {

  private JournalWriter() {}

  public static void main(String[] arguments) throws IOException {
    var journal = MappedJournal.open(Path.of(arguments[0]), "boot", () -> "i1");
    var spent =
        journal.recovered().isEmpty() ? 0L : journal.recovered().getFirst().spent().nanoDollars();
    while (!System.out.checkError()) {
      spent++;
      journal.write(
          new JournalEntry(
              new EndpointName("ai-workloads", "claude-haiku"),
              1,
              "i1",
              Money.ofNanoDollars(Long.MAX_VALUE),
              Money.ofNanoDollars(spent),
              Money.ZERO,
              Money.ZERO,
              Money.ofNanoDollars(spent),
              UsageTotals.ZERO));
      System.out.println(spent);
    }
  }
}
