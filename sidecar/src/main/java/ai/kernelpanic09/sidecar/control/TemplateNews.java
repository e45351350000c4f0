package ai.kernelpanic09.sidecar.control;

import ai.kernelpanic09.core.protocol.KnownTemplate;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import java.util.List;

/** Who wants to hear when prompts change. */
public interface TemplateNews {

  /** What to ask about. */
  List<KnownTemplate> known();

  /** Of {@code asked}, these have changed, and the others have not. */
  void learn(List<KnownTemplate> asked, List<TemplateAnswer> changed);
}
