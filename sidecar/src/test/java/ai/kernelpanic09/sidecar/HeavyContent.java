package ai.kernelpanic09.sidecar;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Contents that take much more memory than they have bytes, where nothing bounds them. */
enum HeavyContent {
  CHAT_SCHEMA("/v1/chat/completions") {
    @Override
    String body(int size) {
      return CHAT
          + ",\"response_format\":{\"type\":\"json_schema\","
          + "\"json_schema\":{\"name\":\"n\",\"schema\":"
          + "{\"type\":\"object\",\"description\":\""
          + "\\u00e9\\\"".repeat(size / 8)
          + "\"}}}}";
    }
  },
  CHAT_ARGUMENTS("/v1/chat/completions") {
    @Override
    String body(int size) {
      return "{\"model\":\"claude-haiku\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},"
          + "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\","
          + "\"type\":\"function\",\"function\":"
          + "{\"name\":\"T\",\"arguments\":\"{\\\"a\\\":\\\""
          + "a".repeat(size)
          + "\\u4e00\\\"}\"}}]}]}";
    }
  },
  CHAT_MANY_ARGUMENTS("/v1/chat/completions") {
    @Override
    String body(int size) {
      var arguments = "{\\\"a\\\":\\\"" + "a".repeat(1_000_000) + "\\u4e00\\\"}";
      return CHAT.substring(0, CHAT.length() - 1)
          + (",{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\","
                  + "\"type\":\"function\",\"function\":"
                  + "{\"name\":\"T\",\"arguments\":\""
                  + arguments
                  + "\"}}]}")
              .repeat(size / 1_000_200)
          + "]}";
    }
  },
  CHAT_TOOL_NAMES("/v1/chat/completions") {
    @Override
    String body(int size) {
      var body = new StringBuilder(size);
      body.append(
          "{\"model\":\"claude-haiku\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}");
      for (var i = 0; body.length() < size; i++) {
        body.append(",{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"")
            .append(i)
            .append("\",\"function\":{\"name\":\"")
            .append(i)
            .append("\",\"arguments\":\"\"}}]}");
      }
      return body.append("]}").toString();
    }
  },
  CHAT_TOOL_CALLS("/v1/chat/completions") {
    @Override
    String body(int size) {
      var call =
          ",{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\","
              + "\"function\":{\"name\":\"T\",\"arguments\":\"\"}}]}";
      return CHAT.substring(0, CHAT.length() - 1)
          + call.repeat(Math.min(49_000, size / call.length()))
          + "]}";
    }
  },
  RESPONSES_REASONING("/v1/responses") {
    @Override
    String body(int size) {
      return "{\"model\":\"claude-haiku\",\"input\":[{\"role\":\"user\",\"content\":\"Hi\"},"
          + "{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\""
          + Base64.getEncoder()
              .encodeToString(
                  ("{\"bedrock_reasoning\":1,\"thinking\":\"" + "a".repeat(size * 3 / 4) + "é\"}")
                      .getBytes(StandardCharsets.UTF_8))
          + "\"}]}";
    }
  },
  RESPONSES_ECHO("/v1/responses") {
    @Override
    String body(int size) {
      return "{\"model\":\"claude-haiku\",\"stream\":true,\"input\":\"Hi\",\"metadata\":{\"a\":\""
          + "a".repeat(size)
          + "\"}}";
    }
  },
  MESSAGES_PARTS("/v1/messages") {
    @Override
    String body(int size) {
      return MESSAGES
          + "{\"type\":\"document\",\"source\":{\"type\":\"content\",\"content\":["
          + list("{\"type\":\"text\",\"text\":\"a\"}", Math.min(99_999, size / 27))
          + "]}}]}]}";
    }
  },
  MESSAGES_RESULTS("/v1/messages") {
    @Override
    String body(int size) {
      return MESSAGES
          + "{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":["
          + list("{\"type\":\"text\",\"text\":\"a\"}", Math.min(90_000, size / 27))
          + "]}]}]}";
    }
  },
  INVOKE_MESSAGES("/model/claude-haiku/invoke") {
    @Override
    String body(int size) {
      return "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":8,\"messages\":["
          + list("{\"role\":\"user\",\"content\":\"a\"}", Math.min(99_999, size / 29))
          + "]}";
    }
  },
  INVOKE_DEEP("/model/claude-haiku/invoke") {
    @Override
    String body(int size) {
      var deep = 30;
      return "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":8,"
          + "\"messages\":[{\"role\":\"user\",\"content\":["
          + "{\"type\":\"document\",\"source\":{\"type\":\"content\",\"content\":[".repeat(deep)
          + list("{\"type\":\"text\",\"text\":\"a\"}", Math.min(99_000, size / 27))
          + "]}}".repeat(deep)
          + "]}]}";
    }
  },
  INVOKE_TOOLS("/model/claude-haiku/invoke") {
    @Override
    String body(int size) {
      return "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":8,"
          + "\"messages\":[{\"role\":"
          + "\"user\",\"content\":\"a\"}],\"tools\":["
          + list("{\"name\":\"a\",\"input_schema\":{}}", 10_000)
          + "]}";
    }
  },
  COUNTED("/model/claude-haiku/count-tokens") {
    @Override
    String body(int size) {
      return "{\"input\":{\"invokeModel\":{\"body\":\"" + "a".repeat(size) + "\"}}}";
    }
  },
  EMBEDDED("/v1/embeddings") {
    @Override
    String body(int size) {
      return "{\"model\":\"claude-haiku\",\"input\":["
          + list("\"" + "a".repeat(size / 2_048) + "\"", 2_048)
          + "]}";
    }
  };

  private static final String CHAT =
      "{\"model\":\"claude-haiku\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
  private static final String MESSAGES =
      "{\"model\":\"claude-haiku\",\"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":[";

  private final String path;

  HeavyContent(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  /** A body of about this many bytes. */
  abstract String body(int size);

  private static String list(String item, int count) {
    return (item + ",").repeat(count - 1) + item;
  }
}
