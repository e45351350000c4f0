package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.EndpointSync;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads the log of sidecars and gateways, as {@code kubectl logs} prints it: of all its lines those
 * with {@code event=call_may_be_billed}, whatever stands before them.
 */
final class ProxyLogReader {

  private static final int MAX_LINE = 1 << 20;
  private static final String EVENT = "event=call_may_be_billed ";
  private static final Pattern MEMBER = Pattern.compile("([a-z]+)=(\\S+)");

  private final String file;
  private final Problems problems;
  private final Consumer<EstimatedCall> calls;

  ProxyLogReader(String file, Problems problems, Consumer<EstimatedCall> calls) {
    this.file = file;
    this.problems = problems;
    this.calls = calls;
  }

  void read(InputStream content) throws IOException {
    var lines = new BoundedLines(content, MAX_LINE);
    while (lines.next()) {
      if (lines.isTooLong()) {
        problems.add(file, lines.number(), "a line of more than " + MAX_LINE + " bytes");
        continue;
      }
      var text = new String(lines.bytes(), 0, lines.length(), StandardCharsets.UTF_8);
      var event = text.indexOf(EVENT);
      if (event >= 0) {
        line(text.substring(event), lines.number());
      }
    }
  }

  private void line(String text, long number) {
    var members = new HashMap<String, String>();
    MEMBER
        .matcher(text)
        .results()
        .forEach(each -> members.putIfAbsent(each.group(1), LogRecord.plain(each.group(2))));
    if (!members.containsKey("call") || !members.containsKey("booked")) {
      problems.add(file, number, "a call_may_be_billed of an earlier version, which tells no call");
      return;
    }
    try {
      var booked = Money.parse(members.getOrDefault("booked", ""));
      if (booked.isNegative() || booked.compareTo(EndpointSync.MAX_PER_CALL) > 0) {
        throw new IllegalArgumentException("no call is booked at " + booked);
      }
      calls.accept(
          new EstimatedCall(
              members.getOrDefault("call", ""),
              members.getOrDefault("request", ""),
              members.getOrDefault("endpoint", ""),
              members.getOrDefault("window", ""),
              members.getOrDefault("part", ""),
              booked));
    } catch (IllegalArgumentException e) {
      problems.add(file, number, "a call_may_be_billed whose booked is no amount");
    }
  }
}
