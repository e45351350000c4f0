package ai.kernelpanic09.sidecar.journal;

import ai.kernelpanic09.core.account.JournalEntry;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.UsageTotals;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes journal entries as bytes, and reads them back. */
final class EntryCodec {

  private static final int MAX_TEXT_BYTES = 320;

  private EntryCodec() {}

  static void write(ByteBuffer to, JournalEntry entry) {
    writeText(to, entry.endpoint().toString());
    writeText(to, entry.incarnation());
    to.putLong(entry.windowSeq());
    writeMoney(to, entry.granted());
    writeMoney(to, entry.spent());
    writeMoney(to, entry.returned());
    writeMoney(to, entry.estimated());
    writeMoney(to, entry.inFlight());
    var usage = entry.usage();
    to.putLong(usage.invocations());
    to.putLong(usage.inputTokens());
    to.putLong(usage.outputTokens());
    to.putLong(usage.cacheReadTokens());
    to.putLong(usage.cacheWriteTokens());
  }

  /**
   * Reads an entry back.
   *
   * @throws IllegalArgumentException when the bytes are not an entry
   */
  static JournalEntry read(ByteBuffer from) {
    var endpoint = EndpointName.parse(readText(from));
    var incarnation = readText(from);
    if (from.remaining() != 11 * Long.BYTES) {
      throw new IllegalArgumentException("a journal entry of another length");
    }
    return new JournalEntry(
        endpoint,
        from.getLong(),
        incarnation,
        readMoney(from),
        readMoney(from),
        readMoney(from),
        readMoney(from),
        readMoney(from),
        new UsageTotals(
            from.getLong(), from.getLong(), from.getLong(), from.getLong(), from.getLong()));
  }

  static void writeText(ByteBuffer to, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_TEXT_BYTES) {
      throw new IllegalArgumentException("'" + text + "' is too long for the journal");
    }
    to.putShort((short) bytes.length);
    to.put(bytes);
  }

  static String readText(ByteBuffer from) {
    if (from.remaining() < Short.BYTES) {
      throw new IllegalArgumentException("a text of the journal is cut off");
    }
    var length = from.getShort();
    if (length < 0 || length > MAX_TEXT_BYTES || length > from.remaining()) {
      throw new IllegalArgumentException("a text of the journal has a wrong length");
    }
    var bytes = new byte[length];
    from.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void writeMoney(ByteBuffer to, Money money) {
    to.putLong(money.nanoDollars());
  }

  private static Money readMoney(ByteBuffer from) {
    var nanoDollars = from.getLong();
    if (nanoDollars < 0) {
      throw new IllegalArgumentException("an amount of the journal is negative");
    }
    return Money.ofNanoDollars(nanoDollars);
  }
}
