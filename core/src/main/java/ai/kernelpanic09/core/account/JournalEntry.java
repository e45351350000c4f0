package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.UsageTotals;

/**
 * What must survive a crash of a lease: with it the next process goes on where the last one died.
 *
 * @param endpoint whose dollars
 * @param windowSeq the window
 * @param incarnation the holder's name for the lease
 * @param granted dollars granted in all
 * @param spent dollars of finished calls
 * @param returned dollars given back
 * @param estimated part of {@code spent} that is a worst case
 * @param inFlight worst case of the calls under way
 * @param usage what finished calls used
 */
public record JournalEntry(
    EndpointName endpoint,
    long windowSeq,
    String incarnation,
    Money granted,
    Money spent,
    Money returned,
    Money estimated,
    Money inFlight,
    UsageTotals usage) {}
