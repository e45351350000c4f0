package ai.kernelpanic09.sidecar.call;

import java.util.random.RandomGenerator;

/**
 * The label {@code call} in Bedrock's invocation logs. A call that is made again after it was
 * booked gets another one, so that each line of the bill meets its own booking.
 */
final class CallId {

  private final String id;
  private int bookings;

  private CallId(String id) {
    this.id = id;
  }

  static CallId random(RandomGenerator random) {
    return new CallId(Long.toHexString(random.nextLong()));
  }

  /** Notes that what was sent under this id is booked. */
  void booked() {
    bookings++;
  }

  @Override
  public String toString() {
    return bookings == 0 ? id : id + "-" + bookings;
  }
}
