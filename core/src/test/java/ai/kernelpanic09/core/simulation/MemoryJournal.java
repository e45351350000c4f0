package ai.kernelpanic09.core.simulation;

import ai.kernelpanic09.core.account.Journal;
import ai.kernelpanic09.core.account.JournalEntry;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A journal that outlives the process, and in which the process can die. */
final class MemoryJournal implements Journal {

  /** The process died in the middle of a write, which therefore did not happen. */
  static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final SimulatedSystem world;
  private final Map<String, JournalEntry> entries = new LinkedHashMap<>();

  MemoryJournal(SimulatedSystem world) {
    this.world = world;
  }

  @Override
  public void write(JournalEntry entry) {
    if (world.happens(Scenario.Fault.TORN_WRITE, 200)) {
      throw new Died();
    }
    if (world.bug == Bug.JOURNAL_LOSES_WRITES && world.random.nextInt(4) > 0) {
      return;
    }
    entries.put(key(entry.windowSeq(), entry.incarnation()), entry);
  }

  @Override
  public void remove(EndpointName endpoint, long windowSeq, String incarnation) {
    entries.remove(key(windowSeq, incarnation));
  }

  boolean knows(String name) {
    return entries.values().stream().anyMatch(entry -> entry.incarnation().equals(name));
  }

  List<JournalEntry> recover() {
    return entries.values().stream().map(this::afterCrash).toList();
  }

  private JournalEntry afterCrash(JournalEntry entry) {
    return world.bug == Bug.JOURNAL_FORGETS_IN_FLIGHT
        ? new JournalEntry(
            entry.endpoint(),
            entry.windowSeq(),
            entry.incarnation(),
            entry.granted(),
            entry.spent(),
            entry.returned(),
            entry.estimated(),
            Money.ZERO,
            entry.usage())
        : entry;
  }

  private static String key(long windowSeq, String incarnation) {
    return windowSeq + "/" + incarnation;
  }
}
