package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.TokenUsage;
import java.util.List;
import java.util.OptionalInt;

/**
 * A request for text, whatever the form of its body.
 *
 * @param lastUserText the text that the answer refers to
 * @param input the input tokens of the usage
 * @param maxTokens absent: the model's own maximum
 * @param wishes what it asks of the answer
 */
record InferenceRequest(
    String lastUserText,
    TokenUsage input,
    OptionalInt maxTokens,
    List<String> stopSequences,
    Wishes wishes) {}
