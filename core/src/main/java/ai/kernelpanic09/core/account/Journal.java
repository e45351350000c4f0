package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointName;

/**
 * Keeps the leases of a process through a crash of it. A write has happened when the call returns:
 * it survives the death of the process at any later moment, and a death in its middle leaves the
 * entry as it was before.
 */
public interface Journal {

  /** Keeps this instead of what is kept of the same endpoint, window and incarnation. */
  void write(JournalEntry entry);

  /** Forgets a lease that is booked in full. */
  void remove(EndpointName endpoint, long windowSeq, String incarnation);
}
