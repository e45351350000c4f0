package ai.kernelpanic09.sidecar.journal;

import ai.kernelpanic09.core.account.Journal;
import ai.kernelpanic09.core.account.JournalEntry;
import ai.kernelpanic09.core.endpoint.EndpointName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The journal of a process as a memory-mapped file. Its records survive kill −9 of the process
 * without being flushed to disk. They do not survive a crash of the machine, which ends the pod
 * too.
 *
 * <p>The first slot is the header: format, boot id, incarnation, sequence number. A journal that is
 * damaged or was written in another boot starts anew, under a new incarnation; the old leases then
 * stay counted in the ledger as used. Not thread-safe.
 */
public final class MappedJournal implements Journal, AutoCloseable {

  private static final int FORMAT = 0x6b386101;
  private static final int SLOTS_PER_SEGMENT = 64;
  private static final int SEGMENT_BYTES = SLOTS_PER_SEGMENT * SlotCodec.SLOT_BYTES;

  /** Far beyond the leases that a process can hold. */
  private static final int MAX_SEGMENTS = 256;

  private final FileChannel channel;
  private final String bootId;
  private final Supplier<String> newIncarnation;
  private final SlotCodec slots = new SlotCodec();
  private final ByteBuffer scratch = ByteBuffer.allocate(SlotCodec.MAX_PAYLOAD_BYTES);
  private final List<MappedByteBuffer> segments = new ArrayList<>();
  private final Map<Key, Slot> used = new HashMap<>();
  private final ArrayDeque<Slot> free = new ArrayDeque<>();
  private final Slot header;
  private final List<JournalEntry> recovered = new ArrayList<>();
  private String incarnation = "";
  private long seq;

  private record Key(EndpointName endpoint, long windowSeq, String incarnation) {}

  private static final class Slot {
    final MappedByteBuffer segment;
    final int offset;
    long generation;

    Slot(MappedByteBuffer segment, int offset) {
      this.segment = segment;
      this.offset = offset;
    }
  }

  private MappedJournal(FileChannel channel, String bootId, Supplier<String> newIncarnation)
      throws IOException {
    this.channel = channel;
    this.bootId = bootId;
    this.newIncarnation = newIncarnation;
    var whole = channel.size() >= SEGMENT_BYTES && channel.size() % SEGMENT_BYTES == 0;
    var count = whole ? (int) Math.min(MAX_SEGMENTS, channel.size() / SEGMENT_BYTES) : 1;
    header = mapSegments(count);
    if (!whole || !readBack()) {
      startAnew();
    }
  }

  /**
   * Opens the journal in {@code directory}, and reads the entries that an earlier process of this
   * boot left.
   *
   * @param bootId identifies the boot of the machine; a journal of another boot is not read
   * @param newIncarnation makes names that were never used before
   * @throws IOException when the directory can't be written, or another process has the journal
   */
  public static MappedJournal open(Path directory, String bootId, Supplier<String> newIncarnation)
      throws IOException {
    Files.createDirectories(directory);
    var channel =
        FileChannel.open(
            directory.resolve("journal"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw new IOException("another process uses the journal in " + directory);
      }
      return new MappedJournal(channel, bootId, newIncarnation);
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException("this process has opened the journal in " + directory + " before", e);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** The entries that an earlier process left: leases that go on under their own incarnations. */
  public List<JournalEntry> recovered() {
    return List.copyOf(recovered);
  }

  /** The name under which this process opens leases. */
  public String incarnation() {
    return incarnation;
  }

  /** Takes a new incarnation, because the ledger does not know a lease of the present one. */
  public void renewIncarnation() {
    incarnation = newIncarnation.get();
    writeHeader();
  }

  /** A number larger than all before, including those of earlier processes with this journal. */
  public long nextSeq() {
    seq++;
    writeHeader();
    return seq;
  }

  @Override
  public void write(JournalEntry entry) {
    var slot = used.computeIfAbsent(key(entry), key -> takeSlot());
    scratch.clear();
    EntryCodec.write(scratch, entry);
    write(slot);
  }

  @Override
  public void remove(EndpointName endpoint, long windowSeq, String leaseIncarnation) {
    var slot = used.remove(new Key(endpoint, windowSeq, leaseIncarnation));
    if (slot != null) {
      scratch.clear();
      write(slot);
      free.add(slot);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private boolean readBack() {
    var copy = slots.read(header.segment, header.offset);
    if (copy == null || !readHeader(copy.payload())) {
      return false;
    }
    header.generation = copy.generation();
    for (var slot : List.copyOf(free)) {
      var kept = slots.read(slot.segment, slot.offset);
      if (kept == null) {
        if (!isBlank(slot)) {
          return false;
        }
        continue;
      }
      slot.generation = kept.generation();
      if (kept.payload().hasRemaining() && !readEntry(slot, kept.payload())) {
        return false;
      }
    }
    return true;
  }

  private boolean readHeader(ByteBuffer from) {
    try {
      if (from.remaining() < Integer.BYTES || from.getInt() != FORMAT) {
        return false;
      }
      if (!EntryCodec.readText(from).equals(bootId)) {
        return false;
      }
      incarnation = EntryCodec.readText(from);
      if (from.remaining() != Long.BYTES || incarnation.isEmpty()) {
        return false;
      }
      seq = from.getLong();
      return seq >= 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private boolean readEntry(Slot slot, ByteBuffer from) {
    try {
      var entry = EntryCodec.read(from);
      recovered.add(entry);
      free.remove(slot);
      return used.put(key(entry), slot) == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Whether a slot without a whole copy is unused, or was in its first write when the process died:
   * no call was paid from that lease yet. Two damaged copies have another cause, and the whole
   * journal is then discarded.
   */
  private static boolean isBlank(Slot slot) {
    for (var i = 0; i < SlotCodec.COPY_BYTES; i += Long.BYTES) {
      // The first write of a slot goes to its odd copy; the even one is untouched then.
      if (slot.segment.getLong(slot.offset + i) != 0) {
        return false;
      }
    }
    return true;
  }

  private void startAnew() throws IOException {
    recovered.clear();
    used.clear();
    free.clear();
    for (var i = 0; i < segments.size(); i++) {
      segments.get(i).put(0, new byte[SEGMENT_BYTES]);
      addSlots(segments.get(i), i == 0);
    }
    header.generation = 0;
    seq = 0;
    incarnation = newIncarnation.get();
    writeHeader();
  }

  private void writeHeader() {
    scratch.clear();
    scratch.putInt(FORMAT);
    EntryCodec.writeText(scratch, bootId);
    EntryCodec.writeText(scratch, incarnation);
    scratch.putLong(seq);
    write(header);
  }

  private void write(Slot slot) {
    scratch.flip();
    slot.generation++;
    slots.write(slot.segment, slot.offset, slot.generation, scratch);
    // The whole record is in the page cache before anything that relies on it is sent.
    VarHandle.fullFence();
  }

  private Slot takeSlot() {
    var slot = free.poll();
    if (slot != null) {
      return slot;
    }
    if (segments.size() >= MAX_SEGMENTS) {
      throw new IllegalStateException("the journal is full: " + used.size() + " leases");
    }
    try {
      addSlots(mapSegment(), false);
    } catch (IOException e) {
      throw new UncheckedIOException("the journal can't grow", e);
    }
    return free.remove();
  }

  private Slot mapSegments(int count) throws IOException {
    var first = mapSegment();
    addSlots(first, true);
    while (segments.size() < count) {
      addSlots(mapSegment(), false);
    }
    return new Slot(first, 0);
  }

  private MappedByteBuffer mapSegment() throws IOException {
    var segment =
        channel.map(
            FileChannel.MapMode.READ_WRITE, (long) segments.size() * SEGMENT_BYTES, SEGMENT_BYTES);
    segments.add(segment);
    return segment;
  }

  private void addSlots(MappedByteBuffer segment, boolean first) {
    for (var i = first ? 1 : 0; i < SLOTS_PER_SEGMENT; i++) {
      free.add(new Slot(segment, i * SlotCodec.SLOT_BYTES));
    }
  }

  private static Key key(JournalEntry entry) {
    return new Key(entry.endpoint(), entry.windowSeq(), entry.incarnation());
  }

  /** The id of the machine's present boot; empty where it has none. */
  public static String bootId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      // Not Linux, where the boot id is only an additional precaution.
      return "";
    }
  }
}
