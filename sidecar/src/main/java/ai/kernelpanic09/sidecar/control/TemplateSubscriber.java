package ai.kernelpanic09.sidecar.control;

import ai.kernelpanic09.core.protocol.KnownTemplate;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import java.util.List;

/** Hears when prompts change. */
public interface TemplateSubscriber {

  /** The prompts to ask about, as far as they are known. */
  List<KnownTemplate> known();

  /** Takes the prompts of {@code asked} that have changed; the others have not. */
  void learn(List<KnownTemplate> asked, List<TemplateAnswer> changed);
}
