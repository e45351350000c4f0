package ai.kernelpanic09.simulator;

import java.time.InstantSource;

/**
 * How a simulator starts.
 *
 * @param port 0 for any free one
 * @param seed of all identifiers and answers
 * @param keptCalls most single calls that the bill keeps; its sums count all
 * @param eventLoops number of threads that serve requests
 */
public record SimulatorConfig(
    String bindAddress, int port, long seed, InstantSource clock, int keptCalls, int eventLoops) {

  /** Loopback, any free port, seed 1, the system's clock. */
  public static SimulatorConfig defaults() {
    return new SimulatorConfig("127.0.0.1", 0, 1, InstantSource.system(), 1_000_000, 1);
  }

  public SimulatorConfig withPort(int newPort) {
    return new SimulatorConfig(bindAddress, newPort, seed, clock, keptCalls, eventLoops);
  }

  public SimulatorConfig withBindAddress(String address) {
    return new SimulatorConfig(address, port, seed, clock, keptCalls, eventLoops);
  }

  public SimulatorConfig withSeed(long newSeed) {
    return new SimulatorConfig(bindAddress, port, newSeed, clock, keptCalls, eventLoops);
  }

  public SimulatorConfig withClock(InstantSource newClock) {
    return new SimulatorConfig(bindAddress, port, seed, newClock, keptCalls, eventLoops);
  }

  public SimulatorConfig withKeptCalls(int calls) {
    return new SimulatorConfig(bindAddress, port, seed, clock, calls, eventLoops);
  }

  public SimulatorConfig withEventLoops(int loops) {
    return new SimulatorConfig(bindAddress, port, seed, clock, keptCalls, loops);
  }
}
