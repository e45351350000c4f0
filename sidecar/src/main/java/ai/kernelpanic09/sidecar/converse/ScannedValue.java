package ai.kernelpanic09.sidecar.converse;

/**
 * A value of a body that has been read over, and counts wherever it is written.
 *
 * @param start of its bytes in the body
 * @param jsonBytes in its shortest form, with a separator
 * @param textBytes most bytes of a text in UTF-8, as it is and in NFKC; 0 for anything else
 * @param characters of a text; 0 for anything else
 * @param blank whether it is a text of white space only
 */
public record ScannedValue(
    int start, int end, long jsonBytes, long textBytes, int characters, boolean blank) {}
