package ai.kernelpanic09.e2e.compat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client that people already have, and the program that uses it. */
enum Client {
  OPENAI_PYTHON("openai (Python), chat", Toolchain.PYTHON_SDKS, "openai", "openai_chat.py"),
  OPENAI_PYTHON_RESPONSES(
      "openai (Python), responses", Toolchain.PYTHON_SDKS, "openai", "openai_responses.py"),
  ANTHROPIC_PYTHON(
      "anthropic (Python)", Toolchain.PYTHON_SDKS, "anthropic", "anthropic_messages.py"),
  ANTHROPIC_BEDROCK(
      "AnthropicBedrock (Python)", Toolchain.PYTHON_SDKS, "anthropic", "anthropic_bedrock.py"),
  BOTO3("boto3", Toolchain.PYTHON_SDKS, "boto3", "boto3_bedrock.py"),
  LANGCHAIN_OPENAI(
      "langchain-openai",
      Toolchain.PYTHON_FRAMEWORKS,
      "langchain-openai",
      "langchain_chat.py openai"),
  LANGCHAIN_AWS(
      "langchain-aws", Toolchain.PYTHON_FRAMEWORKS, "langchain-aws", "langchain_chat.py aws"),
  PYDANTIC_AI_OPENAI(
      "pydantic-ai, OpenAI chat",
      Toolchain.PYTHON_FRAMEWORKS,
      "pydantic-ai-slim",
      "pydantic_agent.py openai"),
  PYDANTIC_AI_RESPONSES(
      "pydantic-ai, OpenAI responses",
      Toolchain.PYTHON_FRAMEWORKS,
      "pydantic-ai-slim",
      "pydantic_agent.py responses"),
  PYDANTIC_AI_ANTHROPIC(
      "pydantic-ai, Anthropic",
      Toolchain.PYTHON_FRAMEWORKS,
      "pydantic-ai-slim",
      "pydantic_agent.py anthropic"),
  PYDANTIC_AI_BEDROCK(
      "pydantic-ai, Bedrock",
      Toolchain.PYTHON_FRAMEWORKS,
      "pydantic-ai-slim",
      "pydantic_agent.py bedrock"),
  STRANDS("strands", Toolchain.PYTHON_FRAMEWORKS, "strands-agents", "strands_agent.py"),
  OPENAI_NODE("openai (Node), chat", Toolchain.NODE, "openai", "openai-chat.mjs"),
  OPENAI_NODE_RESPONSES(
      "openai (Node), responses", Toolchain.NODE, "openai", "openai-responses.mjs"),
  ANTHROPIC_NODE("anthropic (Node)", Toolchain.NODE, "@anthropic-ai/sdk", "anthropic-messages.mjs"),
  AWS_NODE(
      "@aws-sdk/client-bedrock-runtime",
      Toolchain.NODE,
      "@aws-sdk/client-bedrock-runtime",
      "aws-bedrock.mjs"),
  AI_SDK_OPENAI("ai-sdk, openai chat", Toolchain.NODE, "@ai-sdk/openai", "ai-sdk.mjs openai"),
  AI_SDK_OPENAI_RESPONSES(
      "ai-sdk, openai responses", Toolchain.NODE, "@ai-sdk/openai", "ai-sdk.mjs responses"),
  AI_SDK_ANTHROPIC(
      "ai-sdk, anthropic", Toolchain.NODE, "@ai-sdk/anthropic", "ai-sdk.mjs anthropic"),
  AI_SDK_BEDROCK(
      "ai-sdk, amazon-bedrock", Toolchain.NODE, "@ai-sdk/amazon-bedrock", "ai-sdk.mjs bedrock"),
  AWS_JAVA("AWS SDK for Java", Toolchain.JAVA, "bedrockruntime", "Synchronous.java"),
  AWS_JAVA_ASYNC("AWS SDK for Java, async", Toolchain.JAVA, "bedrockruntime", "Asynchronous.java"),
  AWS_GO(
      "aws-sdk-go-v2",
      Toolchain.GO,
      "github.com/aws/aws-sdk-go-v2/service/bedrockruntime",
      "main.go");

  private final String title;
  private final Toolchain toolchain;
  private final String packaged;
  private final String program;

  Client(String title, Toolchain toolchain, String packaged, String program) {
    this.title = title;
    this.toolchain = toolchain;
    this.packaged = packaged;
    this.program = program;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String title() {
    return title;
  }

  /** The pinned version of its package. */
  String version() throws IOException {
    return toolchain.versionOf(packaged);
  }

  Toolchain toolchain() {
    return toolchain;
  }

  /** The file of its program, among those of its language. */
  String file() {
    return program.split(" ", -1)[0];
  }

  /** The command that runs its program. */
  List<String> prepared() throws IOException, InterruptedException {
    return withArguments(toolchain.prepared(file()));
  }

  /** The command that runs its program in a pod. */
  List<String> inPod() {
    return withArguments(new PodKit(toolchain).command(file()));
  }

  private List<String> withArguments(List<String> command) {
    var parts = List.of(program.split(" ", -1));
    var whole = new ArrayList<>(command);
    whole.addAll(parts.subList(1, parts.size()));
    return whole;
  }

  /**
   * What it calls an endpoint's model. Frameworks on Bedrock learn from an id what a model can do.
   */
  String model(String endpoint) {
    return switch (this) {
      case LANGCHAIN_AWS, PYDANTIC_AI_BEDROCK, STRANDS, AI_SDK_BEDROCK ->
          switch (endpoint) {
            case Stage.CLAUDE -> Stage.CLAUDES_ID;
            case Stage.TITAN -> Stage.TITANS_ID;
            default -> endpoint;
          };
      default -> endpoint;
    };
  }

  /**
   * What the model says for a feature: some frameworks get a structured answer as a tool's input.
   */
  List<String> script(Feature feature) {
    if (feature == Feature.STRUCTURED) {
      switch (this) {
        case LANGCHAIN_AWS, STRANDS -> {
          return List.of(Says.structuredBy("Report"));
        }
        case PYDANTIC_AI_OPENAI,
            PYDANTIC_AI_RESPONSES,
            PYDANTIC_AI_ANTHROPIC,
            PYDANTIC_AI_BEDROCK -> {
          return List.of(Says.structuredBy("final_result"));
        }
        default -> {}
      }
    }
    return feature.script();
  }
}
