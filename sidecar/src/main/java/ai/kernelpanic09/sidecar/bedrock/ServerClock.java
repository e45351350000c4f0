package ai.kernelpanic09.sidecar.bedrock;

import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time at the hosts that requests are signed for. It is this machine's until a host refuses a
 * signature for its time; from then on it follows the date of that answer. Owned by the event loop.
 *
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/signature-v4-troubleshooting.html">
 *     Requests are valid for five minutes</a>
 */
final class ServerClock {

  private static final Logger LOG = LoggerFactory.getLogger(ServerClock.class);

  /** Dates have whole seconds; less than this is nothing that a signature fails for. */
  private static final Duration LEAST = Duration.ofSeconds(2);

  private final Clock clock;

  /** How far each host is ahead, of those that differ. Hosts are those of served endpoints. */
  private final Map<String, Duration> offsets = new HashMap<>();

  ServerClock(Clock clock) {
    this.clock = clock;
  }

  /** The clock to sign by for a host. */
  Clock of(String host) {
    var offset = offsets.get(host);
    return offset == null ? clock : Clock.offset(clock, offset);
  }

  /**
   * Takes the time from an answer that refuses a signature.
   *
   * @param date the header {@code Date}; null or unreadable when the answer tells none
   */
  void refused(String host, @Nullable String date) {
    if (date == null) {
      return;
    }
    try {
      var there = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      var offset = Duration.between(clock.instant(), there);
      if (offset.abs().compareTo(LEAST) < 0) {
        offsets.remove(host);
      } else {
        offsets.put(host, offset);
        LOG.warn("event=clock_differs host={} aheadSeconds={}", host, offset.toSeconds());
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      LOG.warn("event=date_unreadable host={}", host);
    }
  }
}
