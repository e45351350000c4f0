package ai.kernelpanic09.simulator;

import java.time.InstantSource;
import java.util.List;

/**
 * How a simulator starts.
 *
 * @param port 0 for any free one
 * @param seed of all identifiers and answers
 * @param keptCalls most single calls that the bill keeps; its sums count all
 * @param eventLoops number of threads that serve requests
 * @param tlsNames the names in the server's certificate; without any it does not speak TLS
 */
public record SimulatorConfig(
    String bindAddress,
    int port,
    long seed,
    InstantSource clock,
    int keptCalls,
    int eventLoops,
    List<String> tlsNames) {

  /** Loopback, any free port, seed 1, the system's clock. */
  public static SimulatorConfig defaults() {
    return new SimulatorConfig("127.0.0.1", 0, 1, InstantSource.system(), 1_000_000, 1, List.of());
  }

  public SimulatorConfig withPort(int newPort) {
    return new SimulatorConfig(bindAddress, newPort, seed, clock, keptCalls, eventLoops, tlsNames);
  }

  public SimulatorConfig withBindAddress(String address) {
    return new SimulatorConfig(address, port, seed, clock, keptCalls, eventLoops, tlsNames);
  }

  public SimulatorConfig withSeed(long newSeed) {
    return new SimulatorConfig(bindAddress, port, newSeed, clock, keptCalls, eventLoops, tlsNames);
  }

  public SimulatorConfig withClock(InstantSource newClock) {
    return new SimulatorConfig(bindAddress, port, seed, newClock, keptCalls, eventLoops, tlsNames);
  }

  public SimulatorConfig withKeptCalls(int calls) {
    return new SimulatorConfig(bindAddress, port, seed, clock, calls, eventLoops, tlsNames);
  }

  public SimulatorConfig withEventLoops(int loops) {
    return new SimulatorConfig(bindAddress, port, seed, clock, keptCalls, loops, tlsNames);
  }

  /** With TLS under the authority that {@link Simulator#authority()} tells. */
  public SimulatorConfig withTlsNames(List<String> names) {
    return new SimulatorConfig(
        bindAddress, port, seed, clock, keptCalls, eventLoops, List.copyOf(names));
  }
}
