package ai.kernelpanic09.core.endpoint;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/**
 * How long a model may take. What is over is cut off; it may be billed all the same, so its worst
 * case is booked.
 *
 * @param firstByteMillis from the request to the first byte of the answer; an answer as a whole has
 *     its first byte when the model has finished
 * @param betweenEventsMillis from one piece of a streamed answer to the next
 * @param totalMillis from the request to the answer's last byte
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CallTimeouts(
    @JsonPropertyDescription("Milliseconds until the first byte of an answer.")
        long firstByteMillis,
    @JsonPropertyDescription("Milliseconds between two pieces of a streamed answer.")
        long betweenEventsMillis,
    @JsonPropertyDescription("Milliseconds until the last byte of an answer.") long totalMillis) {

  public static final int DEFAULT_FIRST_BYTE_SECONDS = 600;
  public static final int DEFAULT_BETWEEN_EVENTS_SECONDS = 300;
  public static final int DEFAULT_TOTAL_SECONDS = 3_600;

  /** What holds where nothing is said. */
  public static final CallTimeouts DEFAULT =
      ofSeconds(DEFAULT_FIRST_BYTE_SECONDS, DEFAULT_BETWEEN_EVENTS_SECONDS, DEFAULT_TOTAL_SECONDS);

  /** These numbers of seconds. */
  public static CallTimeouts ofSeconds(long firstByte, long betweenEvents, long total) {
    return new CallTimeouts(firstByte * 1_000, betweenEvents * 1_000, total * 1_000);
  }

  /** An answer that has to be there as a whole by then. */
  public static CallTimeouts wholeWithin(long millis) {
    return new CallTimeouts(millis, millis, millis);
  }
}
