package ai.kernelpanic09.simulator.sts;

import ai.kernelpanic09.simulator.wire.AwsError;
import ai.kernelpanic09.simulator.wire.AwsResponse;
import java.util.Map;

/** The XML of the query protocol. */
public final class StsXml {
  private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

  private StsXml() {}

  /** An error document. */
  public static AwsResponse error(AwsError error, String requestId) {
    return AwsResponse.xml(
        error.status(),
        """
        <ErrorResponse xmlns="%s">
          <Error>
            <Type>%s</Type>
            <Code>%s</Code>
            <Message>%s</Message>
          </Error>
          <RequestId>%s</RequestId>
        </ErrorResponse>
        """
            .formatted(
                NAMESPACE,
                error.status() < 500 ? "Sender" : "Receiver",
                escape(error.code()),
                escape(error.text()),
                requestId));
  }

  /** A result document; a value that is a map becomes nested elements. */
  static AwsResponse result(String action, Map<String, Object> fields, String requestId) {
    var xml = new StringBuilder();
    xml.append('<').append(action).append("Response xmlns=\"").append(NAMESPACE).append("\">\n");
    xml.append("<").append(action).append("Result>\n");
    append(xml, fields);
    xml.append("</").append(action).append("Result>\n<ResponseMetadata><RequestId>");
    xml.append(requestId).append("</RequestId></ResponseMetadata>\n</");
    xml.append(action).append("Response>\n");
    return AwsResponse.xml(200, xml.toString());
  }

  private static void append(StringBuilder xml, Map<?, ?> fields) {
    fields.forEach(
        (name, value) -> {
          xml.append('<').append(name).append('>');
          if (value instanceof Map<?, ?> nested) {
            append(xml, nested);
          } else {
            xml.append(escape(String.valueOf(value)));
          }
          xml.append("</").append(name).append(">\n");
        });
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
