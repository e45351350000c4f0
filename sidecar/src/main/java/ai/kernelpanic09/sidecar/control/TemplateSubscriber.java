package ai.kernelpanic09.sidecar.control;

import ai.kernelpanic09.core.protocol.KnownTemplate;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import java.util.List;

/** Is told when prompts change. */
public interface TemplateSubscriber {

  /** The prompts to ask about, each with the tag of its last answer. */
  List<KnownTemplate> known();

  /** Takes the prompts of {@code asked} that have changed; the others are unchanged. */
  void learn(List<KnownTemplate> asked, List<TemplateAnswer> changed);
}
