package ai.kernelpanic09.core.endpoint;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/**
 * How long a model may take. A call that takes longer is cut off; it may still be billed, so its
 * worst case is booked.
 *
 * @param firstByteMillis most milliseconds from the request to the first byte of the answer, which
 *     for an answer that is not streamed comes when the model has finished
 * @param betweenEventsMillis most milliseconds from one event of a streamed answer to the next
 * @param totalMillis most milliseconds from the request to the last byte of the answer
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

  /** The timeouts of an endpoint that sets none. */
  public static final CallTimeouts DEFAULT =
      ofSeconds(DEFAULT_FIRST_BYTE_SECONDS, DEFAULT_BETWEEN_EVENTS_SECONDS, DEFAULT_TOTAL_SECONDS);

  /** Timeouts in seconds. */
  public static CallTimeouts ofSeconds(long firstByte, long betweenEvents, long total) {
    return new CallTimeouts(firstByte * 1_000, betweenEvents * 1_000, total * 1_000);
  }

  /** Timeouts of an answer that has to be complete within {@code millis}. */
  public static CallTimeouts wholeWithin(long millis) {
    return new CallTimeouts(millis, millis, millis);
  }
}
