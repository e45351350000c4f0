package ai.kernelpanic09.webhook.verdict;

/**
 * One ground to deny a request.
 *
 * @param message one clear sentence that names the field
 */
public record Denial(AdmissionReason reason, String message) {}
