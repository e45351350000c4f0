package ai.kernelpanic09.core.price.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries of a price list: of a bulk offer file ({@code offers/v1.0/aws/…/index.json}), or of
 * the output of {@code aws pricing get-products}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file.html">the
 *     files' reference</a>
 */
final class Offer {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A product and its on-demand terms.
   *
   * @param offer the service code
   * @param published the day of the list
   */
  record Entry(String offer, String published, String sku, JsonNode attributes, JsonNode terms) {

    String attribute(String name) {
      return attributes.path(name).asText("");
    }

    String usageType() {
      return attribute("usagetype");
    }

    String region() {
      return attribute("regionCode");
    }

    /** The entry's name in messages. */
    String name() {
      return offer + " " + sku + " " + usageType();
    }
  }

  /**
   * @throws IOException when the text is neither
   */
  static List<Entry> entries(String text) throws IOException {
    var root = JSON.readTree(text);
    var entries = new ArrayList<Entry>();
    if (root.path("products").isObject() && root.path("offerCode").isTextual()) {
      var terms = root.path("terms").path("OnDemand");
      for (var product : root.path("products").properties()) {
        entries.add(
            entry(root, root.path("offerCode"), product.getValue(), terms.path(product.getKey())));
      }
    } else if (root.path("PriceList").isArray()) {
      for (var item : root.path("PriceList")) {
        var listed = item.isTextual() ? JSON.readTree(item.textValue()) : item;
        entries.add(
            entry(
                listed,
                listed.path("serviceCode"),
                listed.path("product"),
                listed.path("terms").path("OnDemand")));
      }
    } else {
      throw new IOException("neither an offer file (offerCode, products) nor a PriceList");
    }
    return entries;
  }

  private static Entry entry(JsonNode list, JsonNode offer, JsonNode product, JsonNode terms) {
    var published = list.path("publicationDate").asText("");
    return new Entry(
        offer.asText(""),
        published.substring(0, Math.min(10, published.length())),
        product.path("sku").asText(""),
        product.path("attributes"),
        terms);
  }

  private Offer() {}
}
