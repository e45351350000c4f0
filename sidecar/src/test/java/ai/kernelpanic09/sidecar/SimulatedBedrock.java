package ai.kernelpanic09.sidecar;

import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.simulator.Simulator;
import ai.kernelpanic09.simulator.SimulatorConfig;

/** A simulator with a user who may call every model. */
public final class SimulatedBedrock implements AutoCloseable {

  public static final SessionCredentials KEYS =
      new SessionCredentials("k1", "AKIATEST000000000000", "secret-of-the-test", "", 3_600_000);

  private final Simulator simulator = Simulator.start(SimulatorConfig.defaults());

  public SimulatedBedrock() {
    simulator.control(
        "POST",
        "users",
        """
        {"arn":"arn:aws:iam::123456789012:user/test","accessKeyId":"%s","secretAccessKey":"%s",
        "policies":[{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"bedrock:*",
        "Resource":"*"}]}]}"""
            .formatted(KEYS.accessKeyId(), KEYS.secretAccessKey()));
  }

  public Simulator simulator() {
    return simulator;
  }

  public long billedNanoDollars() {
    return simulator.bill().total().billedNanoDollars();
  }

  @Override
  public void close() {
    simulator.close();
  }
}
