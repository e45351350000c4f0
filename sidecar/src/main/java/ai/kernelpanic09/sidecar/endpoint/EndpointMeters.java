package ai.kernelpanic09.sidecar.endpoint;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.sidecar.guardrail.GuardrailFinding;

/** Takes measurements of one endpoint. */
public interface EndpointMeters {

  /** Measures nothing. */
  EndpointMeters NONE =
      new EndpointMeters() {
        @Override
        public void invoked(long nanos) {}

        @Override
        public void charged(Money cost, boolean estimated) {}

        @Override
        public void overran(Money beyond) {}

        @Override
        public void drawn(Money above) {}

        @Override
        public void circuitOpened() {}

        @Override
        public void rateLimited() {}

        @Override
        public void fellBack() {}

        @Override
        public void firstToken(long nanos) {}

        @Override
        public void unlistedGuardrail() {}

        @Override
        public void found(GuardrailFinding finding) {}

        @Override
        public void answered(String surface, String code) {}
      };

  /** A call to Bedrock took {@code nanos}. */
  void invoked(long nanos);

  /**
   * A call cost {@code cost}.
   *
   * @param estimated whether that is the most that it can have cost, and no bill
   */
  void charged(Money cost, boolean estimated);

  /**
   * A call cost more than its worst case.
   *
   * @param beyond the dollars above it
   */
  void overran(Money beyond);

  /**
   * A guardrail cost more than was reserved for it, and what is free has paid.
   *
   * @param above the dollars above its reservation
   */
  void drawn(Money above);

  /** Calls are kept back from now on, for the model keeps failing. */
  void circuitOpened();

  /** A call was refused for lack of rate tokens. */
  void rateLimited();

  /** A call was handed to a fallback. */
  void fellBack();

  /** A stream's first token came after {@code nanos}. */
  void firstToken(long nanos);

  /** A guardrail was applied to a call that nobody knew of. */
  void unlistedGuardrail();

  /** A guardrail found something in a call. */
  void found(GuardrailFinding finding);

  /**
   * A caller was answered.
   *
   * @param code {@code OK} or one of the documented error codes
   */
  void answered(String surface, String code);
}
