package ai.kernelpanic09.core.template.format;

import ai.kernelpanic09.core.template.limit.Meter;
import ai.kernelpanic09.core.template.text.Utf8;

/** Collects a byte string of bounded size. */
public final class Sink {

  private final StringBuilder bytes = new StringBuilder();
  private final Meter meter;
  private int uncounted;

  /** Creates an empty sink; {@code meter} bounds its size and cost. */
  public Sink(Meter meter) {
    this.meter = meter;
  }

  /** Appends a byte string. */
  public void write(String more) {
    reserve(more.length());
    bytes.append(more);
  }

  /** Appends a byte. */
  public void write(char one) {
    reserve(1);
    bytes.append(one);
  }

  void rune(int rune) {
    reserve(4);
    Utf8.append(bytes, rune);
  }

  void fill(char one, int count) {
    if (count > 0) {
      reserve(count);
      bytes.repeat(one, count);
    }
  }

  /** Refuses {@code count} more bytes, before they are made, if they exceed the limit. */
  void expect(int count) {
    if (count > 0) {
      meter.size((long) bytes.length() + count);
      meter.bytes(count);
    }
  }

  /** Counts the cost of handling {@code count} bytes that are not written. */
  void work(int count) {
    meter.bytes(count);
  }

  private void reserve(int count) {
    meter.size((long) bytes.length() + count);
    uncounted += count;
    if (uncounted >= Meter.BYTES_PER_STEP) {
      meter.bytes(uncounted);
      uncounted %= Meter.BYTES_PER_STEP;
    }
  }

  /** Returns the byte string. */
  public String bytes() {
    return bytes.toString();
  }
}
