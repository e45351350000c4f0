package ai.kernelpanic09.sidecar.endpoint;

/** A monotonic clock: only differences of its readings mean anything. */
@FunctionalInterface
public interface NanoClock {

  NanoClock SYSTEM = System::nanoTime;

  long nanos();
}
