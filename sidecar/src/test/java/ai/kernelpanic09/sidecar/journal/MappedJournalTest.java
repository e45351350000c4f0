package ai.kernelpanic09.sidecar.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.account.JournalEntry;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.UsageTotals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedJournalTest {

  private static final EndpointName ENDPOINT = new EndpointName("ai-workloads", "claude-haiku");

  @TempDir Path directory;
  private final AtomicInteger names = new AtomicInteger();

  private MappedJournal open(String bootId) throws IOException {
    return MappedJournal.open(directory, bootId, () -> "i" + names.incrementAndGet());
  }

  private static JournalEntry entry(long window, long spent) {
    return new JournalEntry(
        ENDPOINT,
        window,
        "i1",
        Money.ofNanoDollars(1_000_000),
        Money.ofNanoDollars(spent),
        Money.ZERO,
        Money.ZERO,
        Money.ofNanoDollars(7),
        new UsageTotals(spent, 1, 2, 3, 4));
  }

  @Test
  void whatWasWrittenIsThereAgainUnderTheSameName() throws IOException {
    try (var first = open("boot")) {
      first.write(entry(1, 10));
      first.write(entry(2, 20));
      first.write(entry(1, 11));
      assertThat(first.nextSeq()).isEqualTo(1);
    }
    try (var second = open("boot")) {
      assertThat(second.recovered()).containsExactlyInAnyOrder(entry(1, 11), entry(2, 20));
      assertThat(second.incarnation()).isEqualTo("i1");
      assertThat(second.nextSeq()).isEqualTo(2);
      second.renewIncarnation();
    }
    try (var third = open("boot")) {
      assertThat(third.incarnation()).isEqualTo("i2");
    }
  }

  @Test
  void whatWasRemovedIsGoneAndItsSlotServesAgain() throws IOException {
    try (var journal = open("boot")) {
      for (var i = 1; i <= 1_000; i++) {
        journal.write(entry(i, i));
        journal.remove(ENDPOINT, i, "i1");
      }
      journal.write(entry(5_000, 1));
    }
    assertThat(Files.size(directory.resolve("journal"))).isEqualTo(64 * 1_024);
    try (var journal = open("boot")) {
      assertThat(journal.recovered()).containsExactly(entry(5_000, 1));
    }
  }

  @Test
  void aJournalOfManyLeasesGrows() throws IOException {
    try (var journal = open("boot")) {
      for (var i = 1; i <= 500; i++) {
        journal.write(entry(i, i));
      }
    }
    try (var journal = open("boot")) {
      assertThat(journal.recovered()).hasSize(500);
    }
  }

  @Test
  void aJournalOfAnotherBootIsNotBelieved() throws IOException {
    try (var first = open("boot")) {
      first.write(entry(1, 10));
    }
    try (var second = open("another boot")) {
      assertThat(second.recovered()).isEmpty();
      assertThat(second.incarnation()).isEqualTo("i2");
    }
  }

  @Test
  void aLostOrTruncatedJournalStartsAnewUnderAnotherName() throws IOException {
    try (var first = open("boot")) {
      first.write(entry(1, 10));
    }
    try (var file = new RandomAccessFile(directory.resolve("journal").toFile(), "rw")) {
      file.setLength(1_500);
    }
    try (var second = open("boot")) {
      assertThat(second.recovered()).isEmpty();
      assertThat(second.incarnation()).isEqualTo("i2");
    }
    Files.delete(directory.resolve("journal"));
    try (var third = open("boot")) {
      assertThat(third.incarnation()).isEqualTo("i3");
    }
  }

  @Test
  void aWriteThatWasCutOffLeavesTheEntryAsItWas() throws IOException {
    try (var first = open("boot")) {
      first.write(entry(1, 10));
      first.write(entry(1, 11));
    }
    // The second write of slot 1 went to its even copy.
    damage(1_024 + 20);
    try (var second = open("boot")) {
      assertThat(second.recovered()).containsExactly(entry(1, 10));
      assertThat(second.incarnation()).isEqualTo("i1");
    }
  }

  @Test
  void anEntryWithoutAnyWholeCopyMakesTheJournalUnbelievable() throws IOException {
    try (var first = open("boot")) {
      first.write(entry(1, 10));
      first.write(entry(1, 11));
    }
    damage(1_024 + 20);
    damage(1_024 + 512 + 20);
    try (var second = open("boot")) {
      assertThat(second.recovered()).isEmpty();
      assertThat(second.incarnation()).isEqualTo("i2");
    }
  }

  private void damage(long at) throws IOException {
    try (var file = new RandomAccessFile(directory.resolve("journal").toFile(), "rw")) {
      file.seek(at);
      var before = file.read();
      file.seek(at);
      file.write(before ^ 0xff);
    }
  }

  @Test
  void onlyOneProcessHasTheJournal() throws IOException {
    try (var first = open("boot")) {
      first.nextSeq();
      assertThatThrownBy(() -> open("boot")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void everythingThatAProcessSaidItWroteSurvivesKill9() throws Exception {
    for (var round = 0; round < 3; round++) {
      var child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  JournalWriter.class.getName(),
                  directory.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      var said = 0L;
      try (var lines =
          new BufferedReader(
              new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
        for (var i = 0; i < 2_000 + round * 777; i++) {
          said = Long.parseLong(lines.readLine());
        }
        child.destroyForcibly();
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
      }
      try (var journal = MappedJournal.open(directory, "boot", () -> "lost")) {
        assertThat(journal.incarnation()).isEqualTo("i1");
        var spent = journal.recovered().getFirst().spent().nanoDollars();
        assertThat(spent).isGreaterThanOrEqualTo(said);
      }
    }
  }
}
